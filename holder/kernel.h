// System calls and constants that the C library does not know yet.
#ifndef HOLDER_KERNEL_H
#define HOLDER_KERNEL_H

#include <linux/close_range.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// waitid(2)'s P_PIDFD, an enumerator in some C libraries.
#define WAIT_PIDFD 3
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif
#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ull
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

// The magic numbers of file systems that matter here (linux/magic.h lacks the mqueue's).
#define PROC_MAGIC 0x9fa0
#define DEVPTS_MAGIC 0x1cd1

int sys_openat2(int dir, const char *path, uint64_t flags, uint64_t resolve);
int sys_fsopen(const char *type);
int sys_fsconfig(int fd, unsigned command, const char *key, const char *value);
int sys_fsmount(int fd, unsigned attributes);
int sys_open_tree(int dir, const char *path, unsigned flags);
// Attaches a detached mount on what an O_PATH descriptor shows.
int sys_move_mount(int mount, int target);
int sys_mount_setattr(int fd, unsigned flags, uint64_t set, uint64_t clear, uint64_t propagation);
int sys_propagate(const char *path, unsigned long flags);
int sys_pivot_root(const char *root, const char *old);
int sys_detach(const char *path);
// Returns 0 in the child; the pidfd goes to *pidfd in the parent. The child is born in a cgroup of version 2,
// or in the parent's where it is -1.
pid_t sys_clone(uint64_t flags, int cgroup, int *pidfd);
int sys_close_range(unsigned first, unsigned last, unsigned flags);
int sys_seccomp_filter(unsigned flags, const void *program);
int sys_capget(void *header, void *data);
int sys_capset(const void *header, const void *data);
int sys_setgroups(size_t count, const void *groups);
int sys_setresuid(uint32_t uid);
int sys_setresgid(uint32_t gid);
long sys_getcwd(char *buffer, size_t size);
// Sets a resource limit of this process, or reads it where `set` is NULL: two numbers, soft and hard.
int sys_prlimit(int resource, const uint64_t set[2], uint64_t get[2]);
int sys_pidfd_signal(int pidfd, int signal);

#endif
