// The holder: one child, the ends of its streams, and whoever asks for them.
#ifndef HOLDER_HOLDER_H
#define HOLDER_HOLDER_H

#include "program.h"
#include "record.h"
#include "wire.h"

#include <sys/types.h>

#define MAX_CLIENTS 16

enum holder_state { STATE_PREPARING, STATE_RUNNING, STATE_ENDED };

struct holder {
    char *label; // our first argument, overwritten with whom we hold
    enum holder_state state;
    bool executing; // the child has said that execve comes next
    bool abandoned; // the daemon went before it had run, and we have killed it
    bool failed;    // the child has reported a failure, kept below
    struct message failure;
    pid_t pid;
    int pidfd;
    int report; // the socket to the child, -1 after its execve
    int listener;
    int directory;
    int oom;
    int terminal; // its master side, -1 without one
    int pipes[3]; // our ends, -1 where there is none
    int held[PROGRAM_MAX_HELD];
    size_t held_count;
    int clients[MAX_CLIENTS]; // the first one is the daemon that started us; -1 is free
    uint64_t started;
    struct exit_record exit;
};

void holder_init(struct holder *holder, int daemon);

// Receives the program from the daemon and starts the child. On a failure the daemon has been told.
bool holder_start(struct holder *holder);

// Serves until the container is released, or until it turns out that it never ran.
void holder_serve(struct holder *holder);

// Answers one request of a client.
void holder_answer(struct holder *holder, int client, const struct message *request);

// Tells all clients how the child ended.
void holder_announce_exit(struct holder *holder);

#endif
