// Steps on the standard streams and the terminal.
#define _GNU_SOURCE
#include "child.h"
#include "kernel.h"
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41)
#endif

// The multiplexer of the container's own devpts: no link on the way, the right file system, the right device.
static int open_multiplexer(int root) {
    const int tty_aux_major = 5, ptmx_minor = 2;
    struct statfs system;
    struct stat status;
    int master = sys_openat2(root, "dev/pts/ptmx", O_RDWR | O_NOCTTY, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
    if (master < 0)
        return -1;
    if (fstatfs(master, &system) == 0 && system.f_type == DEVPTS_MAGIC && fstat(master, &status) == 0 &&
        S_ISCHR(status.st_mode) && status.st_rdev == makedev(tty_aux_major, ptmx_minor))
        return master;
    close(master);
    errno = ENODEV;
    return -1;
}

// The terminal's own file, by descriptor, becomes /dev/console; no name in /dev/pts is looked up.
static int bind_console(struct child *child, int terminal) {
    int target = path_make_file(child_root(child), "/dev/console", true);
    if (target < 0)
        return -1;
    int result = -1;
    int tree = sys_open_tree(terminal, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);
    if (tree >= 0) {
        result = sys_move_mount(tree, target);
        int error = errno;
        close(tree);
        errno = error;
    }
    int error = errno;
    close(target);
    errno = error;
    return result;
}

int step_terminal(struct child *child, struct reader *operands) {
    struct winsize size = {0};
    size.ws_col = (unsigned short)read_u32(operands);
    size.ws_row = (unsigned short)read_u32(operands);
    bool console = read_u32(operands);
    int unlocked = 0;
    int master = open_multiplexer(child_root(child));
    if (master < 0)
        return child_failed(child, "/dev/pts/ptmx");
    if (ioctl(master, TIOCSPTLCK, &unlocked) < 0 || ioctl(master, TIOCSWINSZ, &size) < 0)
        return child_failed(child, "terminal");
    child->terminal = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (child->terminal < 0)
        return child_failed(child, "terminal");
    if (console && bind_console(child, child->terminal) < 0)
        return child_failed(child, "/dev/console");
    struct message message = {.type = MSG_TERMINAL};
    if (!wire_send(child->report, &message, &master, 1))
        return -1;
    close(master);
    return 0;
}

// The container's own /dev/null where it has the real one, so that its name shows; else the host's, which the
// holder itself has as its input.
static int open_null(struct child *child) {
    struct stat status;
    int null = sys_openat2(child_root(child), "dev/null", O_RDWR, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
    if (null >= 0 && fstat(null, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3))
        return null;
    if (null >= 0)
        close(null);
    return 0;
}

static int take_terminal(struct child *child, uid_t uid) {
    for (int fd = 0; fd <= 2; fd++)
        if (dup2(child->terminal, fd) < 0)
            return -1;
    if (ioctl(0, TIOCSCTTY, 0) < 0)
        return -1;
    return fchown(0, uid, (gid_t)-1);
}

// A session of its own with the streams in place; the user who is to run may open them again by name.
int step_stdio(struct child *child, struct reader *operands) {
    uid_t uid = read_u32(operands);
    gid_t gid = read_u32(operands);
    if (setsid() < 0 && errno != EPERM)
        return -1;
    if (child->terminal >= 0)
        return take_terminal(child, uid);
    for (int fd = 0; fd <= 2; fd++) {
        int source = child->stdio[fd] >= 0 ? child->stdio[fd] : open_null(child);
        if (source < 0 || dup2(source, fd) < 0)
            return -1;
        if (child->stdio[fd] >= 0 && fchown(fd, uid, gid) < 0)
            return -1;
    }
    return 0;
}
