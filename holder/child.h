// The child: carries out the steps of a program, the last of which executes the container's process.
#ifndef HOLDER_CHILD_H
#define HOLDER_CHILD_H

#include "program.h"
#include "wire.h"

struct child {
    const struct program *program;
    int *slots;               // descriptors by number, -1 where empty
    int root;                 // the container's root (O_PATH), -1 before it is known
    int report;               // the socket to the holder
    int terminal;             // the terminal's side of the process, -1 without one
    int stdio[3];             // the process's ends of its pipes; -1 for an input that is /dev/null
    int null;                 // /dev/null, checked to be the real one; -1 until needed
    int empty;                // an empty read-only file system for masked directories, -1 until needed
    char object[OBJECT_SIZE]; // what the failing step was about
};

// Runs all steps; returns only when one has failed, after it has been reported.
void child_run(struct child *child);

// Notes what a step is about, for the report, and returns -1 with errno kept.
int child_failed(struct child *child, const char *object);

// The container's root; opens `/` where no step has set it (an exec).
int child_root(struct child *child);

// The steps; each returns 0, or -1 with errno.
int step_cgroup_join(struct child *child, struct reader *operands);
int step_unshare(struct child *child, struct reader *operands);
int step_setns(struct child *child, struct reader *operands);
int step_propagate(struct child *child, struct reader *operands);
int step_hostname(struct child *child, struct reader *operands);
int step_domainname(struct child *child, struct reader *operands);
int step_sysctl(struct child *child, struct reader *operands);
int step_oom_score(struct child *child, struct reader *operands);
int step_rlimit(struct child *child, struct reader *operands);
int step_go(struct child *child, struct reader *operands);

int step_open_tree(struct child *child, struct reader *operands);
int step_attach_root(struct child *child, struct reader *operands);
int step_mount(struct child *child, struct reader *operands);
int step_bind(struct child *child, struct reader *operands);
int step_root_readonly(struct child *child, struct reader *operands);
int step_pivot(struct child *child, struct reader *operands);

int step_symlink(struct child *child, struct reader *operands);
int step_mkdir(struct child *child, struct reader *operands);
int step_device(struct child *child, struct reader *operands);
int step_mask(struct child *child, struct reader *operands);
int step_readonly(struct child *child, struct reader *operands);

int step_terminal(struct child *child, struct reader *operands);
int step_stdio(struct child *child, struct reader *operands);

int step_netlink(struct child *child, struct reader *operands);

int step_chdir(struct child *child, struct reader *operands);
int step_bounding(struct child *child, struct reader *operands);
int step_user(struct child *child, struct reader *operands);
int step_no_new_privs(struct child *child, struct reader *operands);
int step_seccomp(struct child *child, struct reader *operands);
int step_capabilities(struct child *child, struct reader *operands);
int step_exec(struct child *child, struct reader *operands);

#endif
