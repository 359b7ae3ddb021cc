// Steps that take rights away.
#define _GNU_SOURCE
#include "child.h"
#include "kernel.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

int step_bounding(struct child *child, struct reader *operands) {
    (void)child;
    uint64_t kept = read_u64(operands);
    for (unsigned cap = 0; cap < 64; cap++) {
        if (kept >> cap & 1)
            continue;
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
            return errno == EINVAL ? 0 : -1; // beyond the last one that the kernel knows
    }
    return 0;
}

static int set_capabilities(uint64_t effective, uint64_t permitted, uint64_t inheritable) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    for (unsigned i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
        sets[i].effective = (uint32_t)(effective >> 32 * i);
        sets[i].permitted = (uint32_t)(permitted >> 32 * i);
        sets[i].inheritable = (uint32_t)(inheritable >> 32 * i);
    }
    return sys_capset(&header, sets);
}

static int raise_effective(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    if (sys_capget(&header, sets) < 0)
        return -1;
    for (unsigned i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
        sets[i].effective = sets[i].permitted;
    return sys_capset(&header, sets);
}

// The permitted set survives the change of user, and the effective one is raised again from it, so that a
// filter can still be loaded; `capabilities` has the last word.
int step_user(struct child *child, struct reader *operands) {
    (void)child;
    uint32_t uid = read_u32(operands);
    uint32_t gid = read_u32(operands);
    uint32_t length;
    const uint8_t *groups = read_bytes(operands, &length);
    if (sys_setgroups(length / sizeof(uint32_t), groups) < 0 || sys_setresgid(gid) < 0)
        return -1;
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 || sys_setresuid(uid) < 0)
        return -1;
    if (prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) < 0)
        return -1;
    return uid == 0 ? 0 : raise_effective();
}

int step_capabilities(struct child *child, struct reader *operands) {
    (void)child;
    uint64_t effective = read_u64(operands);
    uint64_t permitted = read_u64(operands);
    uint64_t inheritable = read_u64(operands);
    uint64_t ambient = read_u64(operands);
    if (set_capabilities(effective, permitted, inheritable) < 0)
        return -1;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
        return -1;
    for (unsigned cap = 0; cap < 64; cap++)
        if ((ambient >> cap & 1) && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) < 0)
            return -1;
    return 0;
}

int step_no_new_privs(struct child *child, struct reader *operands) {
    (void)child;
    (void)operands;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int step_seccomp(struct child *child, struct reader *operands) {
    (void)child;
    unsigned flags = read_u32(operands);
    uint32_t length;
    const uint8_t *bytes = read_bytes(operands, &length);
    size_t count = length / sizeof(struct sock_filter);
    if (count == 0 || count > BPF_MAXINSNS || length % sizeof(struct sock_filter) != 0) {
        errno = EINVAL;
        return -1;
    }
    struct sock_fprog filter = {.len = (unsigned short)count,
                                .filter = (struct sock_filter *)(uintptr_t)bytes};
    return sys_seccomp_filter(flags, &filter);
}
