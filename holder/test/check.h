// A check that names its place and ends the test.
#ifndef HOLDER_TEST_CHECK_H
#define HOLDER_TEST_CHECK_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "%s:%d: %s (errno %s)\n", __FILE__, __LINE__, #condition, strerror(errno));      \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

#endif
