#define _GNU_SOURCE
#include "record.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

bool record_write(int directory, const struct exit_record *record, int oom) {
    char text[1024];
    int length = snprintf(text, sizeof text, "status %d\nsignal %d\ntime %" PRIu64 "\n", record->status,
                          record->signal, record->time);
    if (oom >= 0) {
        ssize_t got = pread(oom, text + length, sizeof text - (size_t)length, 0);
        if (got > 0)
            length += (int)got;
    }
    int file = openat(directory, "exit.tmp", O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    bool written = write(file, text, (size_t)length) == length;
    close(file);
    return written && renameat(directory, "exit.tmp", directory, "exit") == 0;
}
