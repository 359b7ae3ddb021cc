// havre-holder: started by the daemon with a socket as descriptor 3 (PROTOCOL.md).
#define _GNU_SOURCE
#include "holder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAEMON_SOCKET 3

// The machine's shutdown ends the container's processes by themselves; the holder stays to record it.
static void ignore_signals(void) {
    const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTTIN, SIGTTOU, SIGTSTP};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
}

static bool fill_standard_streams(void) {
    int null;
    do
        null = open("/dev/null", O_RDWR);
    while (null >= 0 && null <= 2);
    return null >= 0 && close(null) == 0;
}

int main(int argc, char **argv) {
    static struct holder holder;
    // What runs a container's root must not be traced by it while both share a namespace.
    if (fcntl(DAEMON_SOCKET, F_SETFD, FD_CLOEXEC) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
        prctl(PR_SET_NAME, "havre-spare", 0, 0, 0) < 0 || !fill_standard_streams() || chdir("/") < 0)
        return 1;
    umask(0);
    ignore_signals();
    holder_init(&holder, DAEMON_SOCKET);
    holder.label = argc > 1 ? argv[1] : NULL;
    if (!holder_start(&holder))
        return 1;
    holder_serve(&holder);
    return 0;
}
