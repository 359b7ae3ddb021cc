#define _GNU_SOURCE
#include "path.h"

#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_in(int root, const char *path, int flags, bool plain) {
    uint64_t resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | (plain ? RESOLVE_NO_SYMLINKS : 0);
    return sys_openat2(root, *path ? path : "/", (uint64_t)(O_PATH | flags), resolve);
}

int path_open(int root, const char *path, int flags) {
    return open_in(root, path, flags, false);
}

int path_open_plain(int root, const char *path, int flags) {
    return open_in(root, path, flags, true);
}

static const char *skip_slashes(const char *at) {
    while (*at == '/')
        at++;
    return at;
}

static bool is_dots(const char *name, size_t length) {
    return (length == 1 && name[0] == '.') || (length == 2 && name[0] == '.' && name[1] == '.');
}

// Opens one more component: `prefix` is the whole path so far, `name` its last part, in `directory`.
static int descend(int root, int directory, const char *prefix, const char *name, mode_t mode, bool plain) {
    int next = open_in(root, prefix, O_DIRECTORY, plain);
    if (next >= 0 || errno != ENOENT)
        return next;
    if (is_dots(name, strlen(name))) {
        errno = EINVAL;
        return -1;
    }
    if (mkdirat(directory, name, mode) < 0 && errno != EEXIST)
        return -1;
    return sys_openat2(directory, name, O_PATH | O_DIRECTORY, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

int path_make_directory(int root, const char *path, mode_t mode, bool plain) {
    int found = open_in(root, path, O_DIRECTORY, plain);
    if (found >= 0 || errno != ENOENT)
        return found;
    char prefix[PATH_MAX];
    if (strlen(path) >= sizeof prefix) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(prefix, path);
    int directory = fcntl(root, F_DUPFD_CLOEXEC, 3);
    for (char *at = prefix + (skip_slashes(prefix) - prefix); *at && directory >= 0;) {
        char *end = at + strcspn(at, "/");
        char *rest = end + (skip_slashes(end) - end);
        char kept = *end;
        *end = 0;
        int next = descend(root, directory, prefix, at, mode, plain);
        int error = errno;
        *end = kept;
        close(directory);
        errno = error;
        directory = next;
        at = rest;
    }
    return directory;
}

int path_make_parent(int root, const char *path, bool plain, const char **name) {
    char parent[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    *name = slash ? slash + 1 : path;
    if (**name == 0 || is_dots(*name, strlen(*name)) || length >= sizeof parent) {
        errno = EINVAL;
        return -1;
    }
    memcpy(parent, path, length);
    parent[length] = 0;
    return path_make_directory(root, parent, 0755, plain);
}

int path_make_file(int root, const char *path, bool plain) {
    int found = open_in(root, path, 0, plain);
    if (found >= 0 || errno != ENOENT)
        return found;
    const char *name;
    int parent = path_make_parent(root, path, plain, &name);
    if (parent < 0)
        return -1;
    int made = openat(parent, name, O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0755);
    int file = -1;
    if (made >= 0 || errno == EEXIST)
        file = sys_openat2(parent, name, O_PATH, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    int error = errno;
    if (made >= 0)
        close(made);
    close(parent);
    errno = error;
    return file;
}
