// From the program to the child.
#define _GNU_SOURCE
#include "child.h"
#include "holder.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define PIPE_CAPACITY (1 << 20)

// What there is only until the child runs its own program.
struct start {
    struct program program;
    int slots[PROGRAM_MAX_SLOTS];
    size_t passed;
    int child_report;
    int child_pipes[3];
};

static bool fail(struct holder *holder, const char *what) {
    struct message failure = {.type = MSG_FAILED, .a = -1, .c = errno};
    strncpy(failure.object, what, sizeof failure.object - 1);
    wire_send(holder->clients[0], &failure, NULL, 0);
    return false;
}

// Until now we were a spare, and nobody's: ps(1) shows from here on whose holder this is.
static void take_label(const struct holder *holder, const char *name) {
    prctl(PR_SET_NAME, "havre-holder", 0, 0, 0);
    if (holder->label)
        memcpy(holder->label, name, strnlen(name, strlen(holder->label)));
}

// The first descriptor is the program, in memory; the others fill the first slots.
static bool receive_program(struct holder *holder, struct start *start) {
    struct message message;
    int fds[WIRE_MAX_FDS];
    size_t count = 0;
    struct stat status;
    int got = wire_receive(holder->clients[0], &message, fds, &count);
    if (got != 1)
        return false;
    errno = EBADMSG;
    if (message.type != MSG_START || count < 1 || fstat(fds[0], &status) < 0 || status.st_size <= 0 ||
        status.st_size > PROGRAM_MAX_SIZE)
        return fail(holder, "program");
    size_t size = (size_t)status.st_size;
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fds[0], 0);
    close(fds[0]);
    if (bytes == MAP_FAILED)
        return fail(holder, "program");
    take_label(holder, message.object);
    start->passed = count - 1;
    errno = EBADMSG;
    if (!program_decode(&start->program, bytes, size, (uint32_t)start->passed))
        return fail(holder, "program");
    memset(start->slots, 0xff, sizeof start->slots);
    memcpy(start->slots, fds + 1, start->passed * sizeof(int));
    return true;
}

// A copy that neither the closing of the slots nor the child's steps touch.
static int keep(int fd) {
    return fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static bool keep_held(struct holder *holder, const struct start *start) {
    const struct program_header *header = &start->program.header;
    holder->directory = keep(start->slots[header->state_slot]);
    if (holder->directory < 0)
        return fail(holder, "state");
    if (header->oom_slot != SLOT_NONE && (holder->oom = keep(start->slots[header->oom_slot])) < 0)
        return fail(holder, "oom");
    for (uint32_t i = 0; i < header->held_count; i++) {
        int fd = keep(start->slots[header->held_first + i]);
        if (fd < 0)
            return fail(holder, "held");
        holder->held[holder->held_count++] = fd;
    }
    return true;
}

// The socket lies in the state directory, whose path may be longer than a socket's name can be.
static bool listen_for_daemons(struct holder *holder) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/holder.sock", holder->directory);
    holder->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    umask(0177);
    bool listening = holder->listener >= 0 &&
                     bind(holder->listener, (struct sockaddr *)&address, sizeof address) == 0 &&
                     listen(holder->listener, MAX_CLIENTS) == 0;
    umask(0);
    return listening || fail(holder, "holder.sock");
}

static bool make_pipe(int *ours, int *theirs, bool input) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    fcntl(ends[0], F_SETPIPE_SZ, PIPE_CAPACITY); // smaller where the system's limit says so
    *ours = ends[input ? 1 : 0];
    *theirs = ends[input ? 0 : 1];
    // Only our end may be non-blocking: the two ends of a pipe are separate open files.
    return fcntl(*ours, F_SETFL, O_NONBLOCK) == 0;
}

static bool make_streams(struct holder *holder, struct start *start) {
    uint32_t mode = start->program.header.mode;
    if (mode & MODE_TERMINAL)
        return true;
    for (int fd = 0; fd <= 2; fd++) {
        if (fd == 0 && !(mode & MODE_STDIN))
            continue;
        if (!make_pipe(&holder->pipes[fd], &start->child_pipes[fd], fd == 0))
            return fail(holder, "pipe");
    }
    return true;
}

static _Noreturn void run_child(struct start *start) {
    struct child child = {
        .program = &start->program,
        .slots = start->slots,
        .root = -1,
        .report = start->child_report,
        .terminal = -1,
        .stdio = {start->child_pipes[0], start->child_pipes[1], start->child_pipes[2]},
        .null = -1,
        .empty = -1,
    };
    child_run(&child);
    _exit(127);
}

static bool join_pid_namespace(struct holder *holder, const struct start *start) {
    uint32_t slot = start->program.header.pid_slot;
    return slot == SLOT_NONE || setns(start->slots[slot], CLONE_NEWPID) == 0 || fail(holder, "pid namespace");
}

static bool clone_child(struct holder *holder, struct start *start) {
    int report[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, report) < 0)
        return fail(holder, "socketpair");
    holder->report = report[0];
    start->child_report = report[1];
    if (!join_pid_namespace(holder, start))
        return false;
    uint32_t cgroup = start->program.header.cgroup_slot;
    holder->pid = sys_clone(start->program.header.clone_flags,
                            cgroup == SLOT_NONE ? -1 : start->slots[cgroup], &holder->pidfd);
    if (holder->pid == 0) {
        close(report[0]);
        run_child(start);
    }
    close(report[1]);
    return holder->pid > 0 || fail(holder, "clone");
}

static void drop(struct start *start) {
    for (size_t i = 0; i < start->passed; i++)
        close(start->slots[i]);
    for (int fd = 0; fd <= 2; fd++)
        if (start->child_pipes[fd] >= 0)
            close(start->child_pipes[fd]);
    munmap((void *)(uintptr_t)start->program.bytes, start->program.size);
}

bool holder_start(struct holder *holder) {
    struct start start = {.child_pipes = {-1, -1, -1}};
    if (!receive_program(holder, &start) || !keep_held(holder, &start) || !listen_for_daemons(holder) ||
        !make_streams(holder, &start) || !clone_child(holder, &start))
        return false;
    drop(&start);
    // From here on a daemon that does not read must not stop us.
    fcntl(holder->clients[0], F_SETFL, O_RDWR | O_NONBLOCK);
    struct message created = {.type = MSG_CREATED, .a = holder->pid};
    wire_send(holder->clients[0], &created, NULL, 0);
    return true;
}
