// What a daemon may ask of the holder.
#define _GNU_SOURCE
#include "holder.h"
#include "kernel.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

// DONE carries the error of what was asked for.
static void done(int client, int error) {
    struct message message = {.type = MSG_DONE, .a = error};
    wire_send(client, &message, NULL, 0);
}

// The terminal's master alone, or the pipes' ends; `a` says which are there, a bit for each stream, 8 the
// terminal.
static void give_io(const struct holder *holder, int client) {
    struct message message = {.type = MSG_IO};
    int fds[3];
    size_t count = 0;
    if (holder->terminal >= 0) {
        message.a = 8;
        fds[count++] = holder->terminal;
    }
    for (int i = 0; i < 3; i++)
        if (holder->pipes[i] >= 0) {
            message.a |= 1 << i;
            fds[count++] = holder->pipes[i];
        }
    wire_send(client, &message, fds, count);
}

// RUNNING with the child's number and start; EXITED follows where it has ended.
static void give_status(const struct holder *holder, int client) {
    struct message status = {.type = MSG_RUNNING,
                             .a = holder->pid,
                             .b = holder->state,
                             .c = holder->terminal >= 0,
                             .time = holder->started};
    wire_send(client, &status, NULL, 0);
    if (holder->state != STATE_ENDED)
        return;
    struct message ended = {
        .type = MSG_EXITED, .a = holder->exit.status, .b = holder->exit.signal, .time = holder->exit.time};
    wire_send(client, &ended, NULL, 0);
}

static int close_stdin(struct holder *holder) {
    if (holder->pipes[0] >= 0)
        close(holder->pipes[0]);
    holder->pipes[0] = -1;
    return 0;
}

static int resize(const struct holder *holder, const struct message *request) {
    struct winsize size = {.ws_col = (unsigned short)request->a, .ws_row = (unsigned short)request->b};
    if (holder->terminal < 0)
        return 0;
    return ioctl(holder->terminal, TIOCSWINSZ, &size) == 0 ? 0 : errno;
}

static int send_signal(const struct holder *holder, int signal) {
    if (holder->pidfd < 0)
        return ESRCH;
    return sys_pidfd_signal(holder->pidfd, signal) == 0 ? 0 : errno;
}

// The child waits for GO in its own step; it may come before the child is there.
static void go(const struct holder *holder, const struct message *request) {
    if (holder->report >= 0)
        wire_send(holder->report, request, NULL, 0);
}

void holder_answer(struct holder *holder, int client, const struct message *request) {
    switch (request->type) {
    case MSG_GO:
        go(holder, request);
        break;
    case MSG_GET_IO:
        give_io(holder, client);
        break;
    case MSG_STATUS:
        give_status(holder, client);
        break;
    case MSG_CLOSE_STDIN:
        done(client, close_stdin(holder));
        break;
    case MSG_SIGNAL:
        done(client, send_signal(holder, request->a));
        break;
    case MSG_RESIZE:
        done(client, resize(holder, request));
        break;
    case MSG_RELEASE:
        done(client, holder->state == STATE_ENDED ? 0 : EBUSY);
        break;
    default:
        done(client, EINVAL);
        break;
    }
}
