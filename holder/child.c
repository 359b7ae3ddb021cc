#define _GNU_SOURCE
#include "child.h"

#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

typedef int step_function(struct child *child, struct reader *operands);

static step_function *const STEPS[OP_COUNT] = {
    [OP_CGROUP_JOIN] = step_cgroup_join,
    [OP_UNSHARE] = step_unshare,
    [OP_SETNS] = step_setns,
    [OP_PROPAGATE] = step_propagate,
    [OP_OPEN_TREE] = step_open_tree,
    [OP_ATTACH_ROOT] = step_attach_root,
    [OP_MOUNT] = step_mount,
    [OP_BIND] = step_bind,
    [OP_SYMLINK] = step_symlink,
    [OP_MKDIR] = step_mkdir,
    [OP_DEVICE] = step_device,
    [OP_MASK] = step_mask,
    [OP_READONLY] = step_readonly,
    [OP_ROOT_READONLY] = step_root_readonly,
    [OP_TERMINAL] = step_terminal,
    [OP_PIVOT] = step_pivot,
    [OP_HOSTNAME] = step_hostname,
    [OP_DOMAINNAME] = step_domainname,
    [OP_SYSCTL] = step_sysctl,
    [OP_GO] = step_go,
    [OP_NETLINK] = step_netlink,
    [OP_RLIMIT] = step_rlimit,
    [OP_OOM_SCORE] = step_oom_score,
    [OP_STDIO] = step_stdio,
    [OP_CHDIR] = step_chdir,
    [OP_BOUNDING] = step_bounding,
    [OP_USER] = step_user,
    [OP_NO_NEW_PRIVS] = step_no_new_privs,
    [OP_SECCOMP] = step_seccomp,
    [OP_CAPABILITIES] = step_capabilities,
    [OP_EXEC] = step_exec,
};

int child_failed(struct child *child, const char *object) {
    strncpy(child->object, object, sizeof child->object - 1);
    return -1;
}

int child_root(struct child *child) {
    if (child->root < 0)
        child->root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    return child->root;
}

void child_run(struct child *child) {
    struct reader steps = program_steps(child->program);
    struct step step;
    for (int index = 0; program_next(&steps, &step); index++) {
        memset(child->object, 0, sizeof child->object);
        errno = 0;
        if (STEPS[step.op](child, &step.operands) == 0)
            continue;
        struct message failure = {.type = MSG_FAILED, .a = index, .b = (int)step.op, .c = errno};
        memcpy(failure.object, child->object, sizeof failure.object);
        wire_send(child->report, &failure, NULL, 0);
        return;
    }
}
