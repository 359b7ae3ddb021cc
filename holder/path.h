// Paths inside the container's root. The kernel resolves them from the root's descriptor; no path is joined.
#ifndef HOLDER_PATH_H
#define HOLDER_PATH_H

#include <stdbool.h>
#include <sys/types.h>

// Opens a path (O_PATH and the given flags), symbolic links followed within the root, magic links refused.
int path_open(int root, const char *path, int flags);

// As path_open, with no symbolic link anywhere on the way.
int path_open_plain(int root, const char *path, int flags);

// Opens a directory, making what is missing of it with mode 0755. With `plain` no component may be a symbolic
// link.
int path_make_directory(int root, const char *path, mode_t mode, bool plain);

// Opens a file, making it and its directories where they are missing.
int path_make_file(int root, const char *path, bool plain);

// Opens the directory of a path, made where it is missing; *name is the last component.
int path_make_parent(int root, const char *path, bool plain, const char **name);

#endif
