// What is kept of a child, and what is not.
#define _GNU_SOURCE
#include "holder.h"
#include "kernel.h"

#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

// A child that has said that its program comes next, and gets no further.
static pid_t child_about_to_execute(int report[2], int daemon, int *pidfd) {
    pid_t pid = sys_clone(0, -1, pidfd);
    if (pid == 0) {
        struct message executing = {.type = MSG_EXECUTING};
        close(report[0]);
        close(daemon);
        wire_send(report[1], &executing, NULL, 0);
        for (;;)
            pause();
    }
    close(report[1]);
    return pid;
}

// A later daemon would take the record of a child that we killed for the end of a container that ran.
static void a_start_whose_daemon_goes_leaves_no_record(void) {
    char directory[] = "/tmp/holder-serve-XXXXXX";
    int daemon[2], report[2];
    struct holder holder;
    CHECK(mkdtemp(directory) != NULL);
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, daemon) == 0);
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, report) == 0);
    holder_init(&holder, daemon[0]);
    holder.directory = open(directory, O_PATH | O_DIRECTORY);
    holder.pid = child_about_to_execute(report, daemon[1], &holder.pidfd);
    holder.report = report[0];
    close(daemon[1]);

    holder_serve(&holder);

    CHECK(faccessat(holder.directory, "exit", F_OK, 0) < 0);
    CHECK(holder.state == STATE_PREPARING);
    close(holder.directory);
    rmdir(directory);
}

int main(void) {
    alarm(20); // a holder that keeps the child would wait for ever
    a_start_whose_daemon_goes_leaves_no_record();
    return 0;
}
