// The messages between daemon, holder and child: one packet each (PROTOCOL.md).
#ifndef HOLDER_WIRE_H
#define HOLDER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OBJECT_SIZE 192
#define WIRE_MAX_FDS 250

enum message_type {
    // daemon to holder
    MSG_START = 1,
    MSG_GO,
    MSG_GET_IO,
    MSG_STATUS,
    MSG_CLOSE_STDIN,
    MSG_SIGNAL,
    MSG_RESIZE,
    MSG_RELEASE,
    // holder to daemon
    MSG_CREATED = 32,
    MSG_RUNNING,
    MSG_FAILED,
    MSG_IO,
    MSG_EXITED,
    MSG_DONE,
    // child to holder
    MSG_TERMINAL = 64,
    MSG_EXECUTING,
};

// Every message has this shape; what a type does not use is zero.
struct message {
    uint32_t type;
    int32_t a;
    int32_t b;
    int32_t c;
    uint64_t time; // nanoseconds since 1970
    char object[OBJECT_SIZE];
};

// Sends a message with descriptors; false with errno.
bool wire_send(int socket, const struct message *message, const int *fds, size_t count);

// Receives a message with at most WIRE_MAX_FDS descriptors. 1 is a message, 0 the end of the connection, -1
// an error; descriptors of a malformed message are closed.
int wire_receive(int socket, struct message *message, int *fds, size_t *count);

uint64_t wire_now(void);

#endif
