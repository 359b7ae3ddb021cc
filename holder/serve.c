// The loop: the child's reports, its end, and the daemons' requests.
#define _GNU_SOURCE
#include "holder.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static bool released;

static void close_fd(int *fd) {
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void holder_init(struct holder *holder, int daemon) {
    memset(holder, 0, sizeof *holder);
    holder->pidfd = holder->report = holder->listener = holder->directory = holder->oom = holder->terminal =
        -1;
    for (int i = 0; i < 3; i++)
        holder->pipes[i] = -1;
    for (int i = 0; i < MAX_CLIENTS; i++)
        holder->clients[i] = -1;
    holder->clients[0] = daemon;
}

static void tell_all(struct holder *holder, const struct message *message) {
    for (int i = 0; i < MAX_CLIENTS; i++)
        if (holder->clients[i] >= 0)
            wire_send(holder->clients[i], message, NULL, 0);
}

void holder_announce_exit(struct holder *holder) {
    struct message ended = {
        .type = MSG_EXITED, .a = holder->exit.status, .b = holder->exit.signal, .time = holder->exit.time};
    tell_all(holder, &ended);
}

static void running(struct holder *holder) {
    holder->state = STATE_RUNNING;
    holder->started = wire_now();
    struct message message = {.type = MSG_RUNNING, .a = holder->pid, .time = holder->started};
    tell_all(holder, &message);
}

// The child's end of the socket closes when its program is executed, or when it ends before that.
static void child_reported(struct holder *holder) {
    struct message message;
    int fds[WIRE_MAX_FDS];
    size_t count = 0;
    int got = wire_receive(holder->report, &message, fds, &count);
    if (got == 1 && message.type == MSG_TERMINAL && count == 1) {
        holder->terminal = fds[0];
        fcntl(holder->terminal, F_SETFL, O_RDWR | O_NONBLOCK);
    } else if (got == 1 && message.type == MSG_EXECUTING) {
        holder->executing = true;
    } else if (got == 1 && message.type == MSG_FAILED) {
        holder->failed = true;
        holder->failure = message;
    } else {
        close_fd(&holder->report);
        if (holder->executing && !holder->failed && !holder->abandoned)
            running(holder);
    }
}

static bool reap(struct holder *holder) {
    siginfo_t info = {0};
    if (waitid((idtype_t)WAIT_PIDFD, (id_t)holder->pidfd, &info, WEXITED) < 0)
        return errno != EINTR;
    holder->exit.time = wire_now();
    holder->exit.signal = info.si_code == CLD_EXITED ? 0 : info.si_status;
    holder->exit.status = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
    return true;
}

// A start that failed: the daemon learns why, and nothing is kept.
static void never_ran(struct holder *holder) {
    if (!holder->failed)
        holder->failure =
            (struct message){.type = MSG_FAILED, .a = -1, .b = holder->exit.signal, .object = "child"};
    tell_all(holder, &holder->failure);
    released = true;
}

static void child_ended(struct holder *holder) {
    if (!reap(holder))
        return;
    close_fd(&holder->pidfd);
    while (holder->report >= 0)
        child_reported(holder);
    if (holder->state == STATE_PREPARING) {
        never_ran(holder);
        return;
    }
    holder->state = STATE_ENDED;
    record_write(holder->directory, &holder->exit, holder->oom);
    for (size_t i = 0; i < holder->held_count; i++)
        close_fd(&holder->held[i]);
    close_fd(&holder->oom);
    close_fd(&holder->pipes[0]);
    holder_announce_exit(holder);
}

static void accept_client(struct holder *holder) {
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    int client = accept4(holder->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0)
        return;
    if (getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid())
        for (int i = 0; i < MAX_CLIENTS; i++)
            if (holder->clients[i] < 0) {
                holder->clients[i] = client;
                return;
            }
    close(client);
}

// A daemon that goes before the container runs takes the container with it: nobody knows of it yet. It may be
// executing its program just now; it counts as never started nevertheless.
static void client_gone(struct holder *holder, int index) {
    close_fd(&holder->clients[index]);
    if (index == 0 && holder->state == STATE_PREPARING && holder->pidfd >= 0) {
        holder->abandoned = true;
        sys_pidfd_signal(holder->pidfd, SIGKILL);
    }
}

static void serve_client(struct holder *holder, int index) {
    struct message request;
    int fds[WIRE_MAX_FDS];
    size_t count = 0;
    int got = wire_receive(holder->clients[index], &request, fds, &count);
    for (size_t i = 0; got == 1 && i < count; i++)
        close(fds[i]);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EBADMSG)) {
        client_gone(holder, index);
        return;
    }
    if (got < 0)
        return;
    if (request.type == MSG_RELEASE && holder->state == STATE_ENDED)
        released = true;
    holder_answer(holder, holder->clients[index], &request);
}

void holder_serve(struct holder *holder) {
    while (!released) {
        struct pollfd polled[3 + MAX_CLIENTS] = {
            {.fd = holder->pidfd, .events = POLLIN},
            {.fd = holder->report, .events = POLLIN},
            {.fd = holder->listener, .events = POLLIN},
        };
        for (int i = 0; i < MAX_CLIENTS; i++)
            polled[3 + i] = (struct pollfd){.fd = holder->clients[i], .events = POLLIN};
        if (poll(polled, 3 + MAX_CLIENTS, -1) < 0)
            continue;
        if (polled[1].revents)
            child_reported(holder);
        if (polled[0].revents)
            child_ended(holder);
        if (polled[2].revents)
            accept_client(holder);
        for (int i = 0; i < MAX_CLIENTS; i++)
            if (polled[3 + i].revents)
                serve_client(holder, i);
    }
    unlinkat(holder->directory, "holder.sock", 0);
}
