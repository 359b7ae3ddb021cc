// Steps that make or cover single files of the container.
#define _GNU_SOURCE
#include "child.h"
#include "kernel.h"
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

static int closing(int fd, int result) {
    int error = errno;
    close(fd);
    errno = error;
    return result;
}

int step_symlink(struct child *child, struct reader *operands) {
    const char *target = read_string(operands);
    const char *path = read_string(operands);
    const char *name;
    int parent = path_make_parent(child_root(child), path, true, &name);
    if (parent < 0)
        return child_failed(child, path);
    int result = symlinkat(target, parent, name);
    if (result < 0 && errno == EEXIST)
        result = 0;
    return closing(parent, result) == 0 ? 0 : child_failed(child, path);
}

int step_mkdir(struct child *child, struct reader *operands) {
    const char *path = read_string(operands);
    int directory = path_make_directory(child_root(child), path, (mode_t)read_u32(operands), false);
    if (directory < 0)
        return child_failed(child, path);
    close(directory);
    return 0;
}

static int own_device(int parent, const char *name, mode_t mode, dev_t device, uid_t uid, gid_t gid) {
    struct stat status;
    int node = sys_openat2(parent, name, O_PATH, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    if (node < 0)
        return -1;
    int result = fstat(node, &status);
    if (result == 0 && ((status.st_mode & S_IFMT) != (mode & S_IFMT) || status.st_rdev != device)) {
        errno = EEXIST;
        result = -1;
    }
    if (result == 0 && (uid != 0 || gid != 0))
        result = fchownat(node, "", uid, gid, AT_EMPTY_PATH);
    return closing(node, result);
}

int step_device(struct child *child, struct reader *operands) {
    const char *path = read_string(operands);
    mode_t mode = read_u32(operands);
    unsigned major = read_u32(operands);
    unsigned minor = read_u32(operands);
    uid_t uid = read_u32(operands);
    gid_t gid = read_u32(operands);
    const char *name;
    int parent = path_make_parent(child_root(child), path, true, &name);
    if (parent < 0)
        return child_failed(child, path);
    dev_t device = makedev(major, minor);
    int result = mknodat(parent, name, mode, device);
    if (result == 0 || errno == EEXIST)
        result = own_device(parent, name, mode, device, uid, gid);
    return closing(parent, result) == 0 ? 0 : child_failed(child, path);
}

static int clone_mount(int mount, int target) {
    int clone = sys_open_tree(mount, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);
    return clone < 0 ? -1 : closing(clone, sys_move_mount(clone, target));
}

static int make_empty(void) {
    int context = sys_fsopen("tmpfs");
    if (context < 0)
        return -1;
    int mount = -1;
    if (sys_fsconfig(context, FSCONFIG_SET_STRING, "source", "tmpfs") == 0 &&
        sys_fsconfig(context, FSCONFIG_SET_FLAG, "ro", NULL) == 0 &&
        sys_fsconfig(context, FSCONFIG_SET_STRING, "size", "4k") == 0 &&
        sys_fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL) == 0)
        mount = sys_fsmount(context,
                            MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
    return closing(context, mount);
}

// All masked directories show one and the same empty file system: the first gets the mount, the others
// clones.
static int mask_directory(struct child *child, int target) {
    if (child->empty >= 0)
        return clone_mount(child->empty, target);
    child->empty = make_empty();
    return child->empty < 0 ? -1 : sys_move_mount(child->empty, target);
}

static bool is_null(int fd) {
    struct stat status;
    return fd >= 0 && fstat(fd, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
}

// The container's /dev/null, else the host's; whatever the name leads to must be the device itself, and is
// held from then on.
static int open_null(struct child *child) {
    int null = sys_openat2(child_root(child), "dev/null", O_PATH, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
    if (is_null(null))
        return null;
    if (null >= 0)
        close(null);
    null = open("/dev/null", O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (is_null(null))
        return null;
    errno = ENODEV;
    return null < 0 ? -1 : closing(null, -1);
}

static int mask_file(struct child *child, int target) {
    if (child->null < 0)
        child->null = open_null(child);
    return child->null < 0 ? -1 : clone_mount(child->null, target);
}

int step_mask(struct child *child, struct reader *operands) {
    const char *path = read_string(operands);
    struct stat status;
    int target = path_open(child_root(child), path, 0);
    if (target < 0)
        return errno == ENOENT || errno == ENOTDIR ? 0 : child_failed(child, path);
    int result = fstat(target, &status);
    if (result == 0 && S_ISDIR(status.st_mode))
        result = mask_directory(child, target);
    else if (result == 0)
        result = mask_file(child, target);
    return closing(target, result) == 0 ? 0 : child_failed(child, path);
}

int step_readonly(struct child *child, struct reader *operands) {
    const char *path = read_string(operands);
    int target = path_open(child_root(child), path, 0);
    if (target < 0)
        return errno == ENOENT || errno == ENOTDIR ? 0 : child_failed(child, path);
    int result = -1;
    int tree = sys_open_tree(target, "", OPEN_TREE_CLONE | AT_EMPTY_PATH | AT_RECURSIVE);
    if (tree >= 0) {
        if (sys_mount_setattr(tree, AT_RECURSIVE, MOUNT_ATTR_RDONLY, 0, 0) == 0)
            result = sys_move_mount(tree, target);
        closing(tree, 0);
    }
    return closing(target, result) == 0 ? 0 : child_failed(child, path);
}
