// The exit record: a small file that says how the child ended, there whole or not at all.
#ifndef HOLDER_RECORD_H
#define HOLDER_RECORD_H

#include <stdbool.h>
#include <stdint.h>

struct exit_record {
    int status; // the exit code, or 128 and the signal
    int signal; // 0 where none killed it
    uint64_t time;
};

// Writes `exit` in the directory; `oom` is a file whose text is appended, or -1.
bool record_write(int directory, const struct exit_record *record, int oom);

#endif
