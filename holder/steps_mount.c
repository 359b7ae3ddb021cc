// Steps that build the container's file system.
#define _GNU_SOURCE
#include "child.h"
#include "kernel.h"
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum mount_flag {
    TARGET_PLAIN = 1,     // no symbolic link may lead to the target
    TARGET_IN_PROC = 2,   // the target may lie in procfs
    ATTRIBUTES_DEEP = 4,  // the attributes are for the whole tree
    PROPAGATION_DEEP = 8, // the propagation is for the whole tree
    SHARED = 16,          // what is mounted below a new file system is seen by its copies
    UNBINDABLE = 32,      // a new file system can't be bound elsewhere
};

int step_open_tree(struct child *child, struct reader *operands) {
    uint32_t slot = read_u32(operands);
    const char *path = read_string(operands);
    unsigned recursive = read_u32(operands) ? AT_RECURSIVE : 0;
    int tree = sys_open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | recursive);
    if (tree < 0)
        return child_failed(child, path);
    child->slots[slot] = tree;
    return 0;
}

int step_attach_root(struct child *child, struct reader *operands) {
    int root = child->slots[read_u32(operands)];
    const char *path = read_string(operands);
    // Opened here, as a directory of the daemon's mount namespace is no place in the child's own.
    int directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return child_failed(child, path);
    int result = sys_move_mount(root, directory);
    int error = errno;
    close(directory);
    errno = error;
    child->root = root;
    return result == 0 ? 0 : child_failed(child, path);
}

static int configure(int context, const char *option) {
    const char *equals = strchr(option, '=');
    char key[64];
    if (!equals)
        return sys_fsconfig(context, FSCONFIG_SET_FLAG, option, NULL);
    size_t length = (size_t)(equals - option);
    if (length >= sizeof key) {
        errno = EINVAL;
        return -1;
    }
    memcpy(key, option, length);
    key[length] = 0;
    return sys_fsconfig(context, FSCONFIG_SET_STRING, key, equals + 1);
}

static int make_file_system(struct child *child, const char *type, unsigned attributes,
                            struct reader *operands) {
    int context = sys_fsopen(type);
    if (context < 0)
        return child_failed(child, type);
    int mount = -1;
    for (uint32_t count = read_u32(operands); count > 0; count--) {
        const char *option = read_string(operands);
        if (configure(context, option) < 0) {
            child_failed(child, option);
            goto out;
        }
    }
    if (sys_fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL) == 0)
        mount = sys_fsmount(context, attributes);
    if (mount < 0)
        child_failed(child, type);
out:;
    int error = errno;
    close(context);
    errno = error;
    return mount;
}

// Nobody steers a mount into the kernel's own tree of processes and settings, whatever leads there.
static bool target_allowed(int target, unsigned flags) {
    struct statfs status;
    if (fstatfs(target, &status) < 0)
        return false;
    if (status.f_type != PROC_MAGIC || (flags & TARGET_IN_PROC))
        return true;
    errno = EPERM;
    return false;
}

static int attach(struct child *child, int mount, int target, unsigned flags, const char *path) {
    int result = -1;
    if (target >= 0 && target_allowed(target, flags))
        result = sys_move_mount(mount, target);
    int error = errno;
    if (target >= 0)
        close(target);
    close(mount);
    errno = error;
    return result == 0 ? 0 : child_failed(child, path);
}

int step_mount(struct child *child, struct reader *operands) {
    const char *type = read_string(operands);
    const char *path = read_string(operands);
    unsigned flags = read_u32(operands);
    unsigned attributes = read_u32(operands);
    int mount = make_file_system(child, type, attributes, operands);
    if (mount < 0)
        return -1;
    uint64_t propagation = flags & SHARED ? MS_SHARED : flags & UNBINDABLE ? MS_UNBINDABLE : 0;
    if (propagation && sys_mount_setattr(mount, 0, 0, 0, propagation) < 0) {
        int error = errno;
        close(mount);
        errno = error;
        return child_failed(child, path);
    }
    int target = path_make_directory(child_root(child), path, 0755, flags & TARGET_PLAIN);
    return attach(child, mount, target, flags, path);
}

int step_bind(struct child *child, struct reader *operands) {
    uint32_t slot = read_u32(operands);
    const char *path = read_string(operands);
    unsigned flags = read_u32(operands);
    uint64_t set = read_u64(operands);
    uint64_t clear = read_u64(operands);
    uint64_t propagation = read_u64(operands);
    int tree = child->slots[slot];
    unsigned deep = flags & ATTRIBUTES_DEEP ? AT_RECURSIVE : 0;
    unsigned deep_propagation = flags & PROPAGATION_DEEP ? AT_RECURSIVE : 0;
    struct stat status;
    if (sys_mount_setattr(tree, deep, set, clear, 0) < 0 ||
        sys_mount_setattr(tree, deep_propagation, 0, 0, propagation) < 0 ||
        fstat(tree, &status) < 0)
        return child_failed(child, path);
    bool plain = flags & TARGET_PLAIN;
    int target = S_ISDIR(status.st_mode) ? path_make_directory(child_root(child), path, 0755, plain)
                                         : path_make_file(child_root(child), path, plain);
    child->slots[slot] = -1;
    return attach(child, tree, target, flags, path);
}

int step_root_readonly(struct child *child, struct reader *operands) {
    (void)operands;
    return sys_mount_setattr(child_root(child), 0, MOUNT_ATTR_RDONLY, 0, 0);
}

// The new root is stacked on the old one at `/`, and the old one taken from below it.
int step_pivot(struct child *child, struct reader *operands) {
    (void)operands;
    if (fchdir(child_root(child)) < 0 || sys_pivot_root(".", ".") < 0 || sys_detach(".") < 0)
        return -1;
    return chdir("/");
}
