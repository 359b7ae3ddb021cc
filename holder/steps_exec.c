// The last steps: the working directory and the program itself.
#define _GNU_SOURCE
#include "child.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// No magic link (/proc/PID/fd/N) may lead outside, and where we end must have a name below the root.
int step_chdir(struct child *child, struct reader *operands) {
    const char *path = read_string(operands);
    char reached[PATH_MAX];
    int directory = sys_openat2(AT_FDCWD, path, O_PATH | O_DIRECTORY, RESOLVE_NO_MAGICLINKS);
    if (directory < 0)
        return child_failed(child, path);
    int result = fchdir(directory);
    int error = errno;
    close(directory);
    errno = error;
    if (result < 0 || sys_getcwd(reached, sizeof reached) < 0)
        return child_failed(child, path);
    if (reached[0] == '/')
        return 0;
    errno = EXDEV;
    return child_failed(child, path);
}

static char **read_list(struct reader *operands) {
    uint32_t count = read_u32(operands);
    char **list = calloc((size_t)count + 1, sizeof *list);
    for (uint32_t i = 0; list && i < count; i++)
        list[i] = (char *)(uintptr_t)read_string(operands);
    return list;
}

// Whether a file can be executed, by the rules of Go's exec.LookPath, whose words clients know.
static int check_executable(struct child *child, const char *path) {
    struct stat status;
    if (stat(path, &status) < 0)
        return child_failed(child, "stat");
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0)
        return 0;
    if ((errno == ENOSYS || errno == EPERM) && (status.st_mode & 0111))
        return 0;
    errno = EACCES;
    return -1;
}

static const char *find_variable(char *const *environment, const char *name) {
    size_t length = strlen(name);
    for (; *environment; environment++)
        if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=')
            return *environment + length + 1;
    return "";
}

// Finds the program on the environment's PATH; `found` has room for PATH_MAX bytes.
static int search(struct child *child, const char *name, const char *path, char *found) {
    while (*path) {
        int length = (int)strcspn(path, ":");
        int written = length > 0 ? snprintf(found, PATH_MAX, "%.*s/%s", length, path, name)
                                 : snprintf(found, PATH_MAX, "./%s", name);
        if (written > 0 && written < PATH_MAX && check_executable(child, found) == 0)
            return 0;
        path += length;
        path += *path == ':';
    }
    memset(child->object, 0, sizeof child->object);
    errno = ENOENT;
    return child_failed(child, "PATH");
}

static int reset_signals(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t none;
    for (int signal = 1; signal < NSIG; signal++)
        if (signal != SIGKILL && signal != SIGSTOP)
            sigaction(signal, &standard, NULL); // EINVAL for the two or three that the C library keeps
    sigemptyset(&none);
    return sigprocmask(SIG_SETMASK, &none, NULL);
}

// What cannot be executed although it is there (a wrong format, a missing interpreter) counts as started: it
// says so on its own standard error and ends.
static _Noreturn void execute(const char *program, char *const *arguments, char *const *environment) {
    execve(program, arguments, environment);
    int error = errno;
    dprintf(2, "exec %s: %c%s\n", program, strerror(error)[0] | 0x20, strerror(error) + 1);
    _exit(1);
}

int step_exec(struct child *child, struct reader *operands) {
    char **arguments = read_list(operands);
    char **environment = read_list(operands);
    char found[PATH_MAX];
    if (!arguments || !environment || !arguments[0]) {
        errno = arguments && environment ? EINVAL : ENOMEM;
        return -1;
    }
    const char *program = arguments[0];
    if (strchr(program, '/')) {
        if (check_executable(child, program) < 0)
            return -1;
    } else {
        if (search(child, program, find_variable(environment, "PATH"), found) < 0)
            return -1;
        program = found;
    }
    umask(022);
    if (reset_signals() < 0 || sys_close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) < 0)
        return -1;
    struct message message = {.type = MSG_EXECUTING};
    if (!wire_send(child->report, &message, NULL, 0))
        return -1;
    execute(program, arguments, environment);
}
