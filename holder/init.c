// havre-init: process 1 of a container that asked for one (`--init`). Runs a program, forwards signals to it,
// reaps what is left to it, and ends as the program ended.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

// The program gets a process group of its own, and the terminal where there is one.
static _Noreturn void run(char **arguments, const sigset_t *mask) {
    setpgid(0, 0);
    signal(SIGTTOU, SIG_IGN);
    tcsetpgrp(0, getpid()); // ENOTTY without a terminal
    signal(SIGTTOU, SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
    execvp(arguments[0], arguments);
    int error = errno;
    dprintf(2, "[FATAL docker-init] exec %s failed: %s\n", arguments[0], strerror(error));
    _exit(error == ENOENT ? 127 : 126);
}

// Reaps all that has ended; returns the code of the program once it is among them, else -1.
static int reap(pid_t program) {
    int code = -1, status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
        if (ended == program)
            code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return code;
}

int main(int count, char **arguments) {
    int first = count > 1 && strcmp(arguments[1], "--") == 0 ? 2 : 1;
    if (first >= count) {
        dprintf(2, "usage: docker-init [--] PROGRAM [ARGUMENT...]\n");
        return 1;
    }
    sigset_t all, before;
    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGTTIN);
    sigdelset(&all, SIGTTOU);
    if (sigprocmask(SIG_SETMASK, &all, &before) < 0)
        return 1;
    pid_t program = fork();
    if (program < 0)
        return 1;
    if (program == 0)
        run(arguments + first, &before);
    for (;;) {
        int signal;
        if (sigwait(&all, &signal) != 0)
            continue;
        if (signal != SIGCHLD) {
            kill(program, signal);
            continue;
        }
        int code = reap(program);
        if (code >= 0)
            return code;
    }
}
