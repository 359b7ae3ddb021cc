// The record is whole, has the given file's text at its end, and leaves no draft.
#define _GNU_SOURCE
#include "record.h"

#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
    char base[] = "/tmp/holder-record-XXXXXX", text[1025] = {0}, long_text[4000];
    CHECK(mkdtemp(base));
    int directory = open(base, O_PATH | O_DIRECTORY);
    int oom = openat(directory, "oom", O_CREAT | O_RDWR, 0600);
    CHECK(write(oom, "oom_kill 1\n", 11) == 11);
    struct exit_record record = {.status = 137, .signal = 9, .time = 1234567890123456789u};
    CHECK(record_write(directory, &record, oom));
    int file = openat(directory, "exit", O_RDONLY);
    CHECK(read(file, text, sizeof text - 1) > 0);
    CHECK(strcmp(text, "status 137\nsignal 9\ntime 1234567890123456789\noom_kill 1\n") == 0);
    close(file);
    CHECK(faccessat(directory, "exit.tmp", F_OK, 0) < 0);

    memset(long_text, 'x', sizeof long_text);
    CHECK(pwrite(oom, long_text, sizeof long_text, 0) == sizeof long_text);
    CHECK(record_write(directory, &record, oom));
    struct stat status;
    CHECK(fstatat(directory, "exit", &status, 0) == 0 && status.st_size == 1024);
    CHECK(record_write(directory, &record, -1));
    CHECK(!record_write(-1, &record, -1));
    unlinkat(directory, "exit", 0);
    unlinkat(directory, "oom", 0);
    close(oom);
    close(directory);
    return rmdir(base);
}
