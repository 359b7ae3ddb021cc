// Steps on namespaces, the cgroup and the kernel's settings of the process.
#define _GNU_SOURCE
#include "child.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

static int write_all(int fd, const char *text) {
    size_t length = strlen(text);
    ssize_t written = write(fd, text, length);
    if (written >= 0 && (size_t)written != length)
        errno = EIO;
    return written == (ssize_t)length ? 0 : -1;
}

int step_cgroup_join(struct child *child, struct reader *operands) {
    return write_all(child->slots[read_u32(operands)], "0");
}

int step_unshare(struct child *child, struct reader *operands) {
    (void)child;
    return unshare((int)read_u32(operands));
}

int step_setns(struct child *child, struct reader *operands) {
    int fd = child->slots[read_u32(operands)];
    return setns(fd, (int)read_u32(operands));
}

int step_propagate(struct child *child, struct reader *operands) {
    (void)child;
    return sys_propagate("/", read_u32(operands));
}

int step_hostname(struct child *child, struct reader *operands) {
    const char *name = read_string(operands);
    return sethostname(name, strlen(name)) == 0 ? 0 : child_failed(child, name);
}

int step_domainname(struct child *child, struct reader *operands) {
    const char *name = read_string(operands);
    return setdomainname(name, strlen(name)) == 0 ? 0 : child_failed(child, name);
}

// Opens /proc of the container, made sure to be procfs itself and not something mounted or linked there.
static int open_proc(struct child *child) {
    int proc =
        sys_openat2(child_root(child), "proc", O_PATH | O_DIRECTORY, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
    struct statfs status;
    if (proc >= 0 && fstatfs(proc, &status) == 0 && status.f_type == PROC_MAGIC)
        return proc;
    if (proc >= 0) {
        close(proc);
        errno = EXDEV;
    }
    return -1;
}

static int write_below(int directory, const char *path, const char *value) {
    int file = sys_openat2(directory, path, O_WRONLY,
                           RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV);
    if (file < 0)
        return -1;
    int result = write_all(file, value);
    int error = errno;
    close(file);
    errno = error;
    return result;
}

int step_sysctl(struct child *child, struct reader *operands) {
    const char *path = read_string(operands);
    const char *value = read_string(operands);
    int proc = open_proc(child);
    if (proc < 0)
        return child_failed(child, path);
    int result = write_below(proc, path, value);
    int error = errno;
    close(proc);
    errno = error;
    return result == 0 ? 0 : child_failed(child, path);
}

// Before the root is changed this is the host's /proc.
int step_oom_score(struct child *child, struct reader *operands) {
    const char *score = read_string(operands);
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    struct statfs status;
    if (file < 0)
        return child_failed(child, score);
    int result = -1;
    if (fstatfs(file, &status) == 0 && status.f_type == PROC_MAGIC)
        result = write_all(file, score);
    else
        errno = EXDEV;
    int error = errno;
    close(file);
    errno = error;
    return result == 0 ? 0 : child_failed(child, score);
}

// Without CAP_SYS_RESOURCE (a container around us, say) a limit above our own hard one becomes that one.
int step_rlimit(struct child *child, struct reader *operands) {
    int resource = (int)read_u32(operands);
    uint64_t wanted[2] = {read_u64(operands), 0};
    wanted[1] = read_u64(operands);
    uint64_t own[2];
    if (sys_prlimit(resource, wanted, NULL) == 0)
        return 0;
    if (errno == EPERM && sys_prlimit(resource, NULL, own) == 0) {
        wanted[1] = wanted[1] < own[1] ? wanted[1] : own[1];
        wanted[0] = wanted[0] < wanted[1] ? wanted[0] : wanted[1];
        if (sys_prlimit(resource, wanted, NULL) == 0)
            return 0;
    }
    char name[16];
    snprintf(name, sizeof name, "%d", resource);
    return child_failed(child, name);
}

int step_go(struct child *child, struct reader *operands) {
    (void)operands;
    struct message message;
    int fds[WIRE_MAX_FDS];
    size_t count = 0;
    int got = wire_receive(child->report, &message, fds, &count);
    if (got == 1 && message.type == MSG_GO)
        return 0;
    if (got >= 0)
        errno = ECANCELED;
    return -1;
}
