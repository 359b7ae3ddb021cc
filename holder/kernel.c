#define _GNU_SOURCE
#include "kernel.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int sys_openat2(int dir, const char *path, uint64_t flags, uint64_t resolve) {
    struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = resolve};
    return (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
}

int sys_fsopen(const char *type) {
    return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
}

int sys_fsconfig(int fd, unsigned command, const char *key, const char *value) {
    return (int)syscall(SYS_fsconfig, fd, command, key, value, 0);
}

int sys_fsmount(int fd, unsigned attributes) {
    return (int)syscall(SYS_fsmount, fd, FSMOUNT_CLOEXEC, attributes);
}

int sys_open_tree(int dir, const char *path, unsigned flags) {
    return (int)syscall(SYS_open_tree, dir, path, flags | OPEN_TREE_CLOEXEC);
}

int sys_move_mount(int mount, int target) {
    return (int)syscall(SYS_move_mount, mount, "", target, "",
                        MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

int sys_mount_setattr(int fd, unsigned flags, uint64_t set, uint64_t clear, uint64_t propagation) {
    struct mount_attr attributes = {.attr_set = set, .attr_clr = clear, .propagation = propagation};
    return (int)syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH | flags, &attributes, sizeof attributes);
}

int sys_propagate(const char *path, unsigned long flags) {
    return (int)syscall(SYS_mount, NULL, path, NULL, flags, NULL);
}

int sys_pivot_root(const char *root, const char *old) {
    return (int)syscall(SYS_pivot_root, root, old);
}

int sys_detach(const char *path) {
    const int detach = 2;
    return (int)syscall(SYS_umount2, path, detach);
}

pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd) {
    struct clone_args arguments = {
        .flags = flags | CLONE_PIDFD | (cgroup >= 0 ? CLONE_INTO_CGROUP : 0),
        .cgroup = cgroup >= 0 ? (uint64_t)cgroup : 0,
        .pidfd = (uint64_t)(uintptr_t)pidfd,
        .exit_signal = SIGCHLD,
    };
    return (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
}

int sys_close_range(unsigned first, unsigned last, unsigned flags) {
    return (int)syscall(SYS_close_range, first, last, flags);
}

int sys_seccomp_filter(unsigned flags, const void *program) {
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
}

int sys_capget(void *header, void *data) {
    return (int)syscall(SYS_capget, header, data);
}

int sys_capset(const void *header, const void *data) {
    return (int)syscall(SYS_capset, header, data);
}

// The C library's own wrappers of the next three would try to reach other threads; there are none.
int sys_setgroups(size_t count, const void *groups) {
    return (int)syscall(SYS_setgroups, count, groups);
}

int sys_setresuid(uint32_t uid) {
    return (int)syscall(SYS_setresuid, uid, uid, uid);
}

int sys_setresgid(uint32_t gid) {
    return (int)syscall(SYS_setresgid, gid, gid, gid);
}

long sys_getcwd(char *buffer, size_t size) {
    return syscall(SYS_getcwd, buffer, size);
}

int sys_prlimit(int resource, const uint64_t set[2], uint64_t get[2]) {
    return (int)syscall(SYS_prlimit64, 0, resource, set, get);
}

int sys_pidfd_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}
