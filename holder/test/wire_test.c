// Messages arrive whole, with their descriptors; others are refused and leave no descriptor open.
#define _GNU_SOURCE
#include "wire.h"

#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static size_t count_fds(void) {
    size_t count = 0;
    DIR *directory = opendir("/proc/self/fd");
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

int main(void) {
    int pair[2], fds[WIRE_MAX_FDS], many[WIRE_MAX_FDS];
    size_t count = 0;
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
    struct message sent = {.type = MSG_IO, .a = 3, .time = 7, .object = "x"}, got;
    CHECK(wire_send(pair[0], &sent, pair, 2));
    CHECK(wire_receive(pair[1], &got, fds, &count) == 1 && count == 2);
    CHECK(got.type == MSG_IO && got.a == 3 && got.time == 7 && strcmp(got.object, "x") == 0);
    CHECK(fcntl(fds[0], F_GETFD) & FD_CLOEXEC);
    close(fds[0]);
    close(fds[1]);

    for (size_t i = 0; i < WIRE_MAX_FDS; i++)
        many[i] = pair[0];
    CHECK(wire_send(pair[0], &sent, many, WIRE_MAX_FDS));
    CHECK(wire_receive(pair[1], &got, fds, &count) == 1 && count == WIRE_MAX_FDS);
    for (size_t i = 0; i < count; i++)
        close(fds[i]);
    CHECK(!wire_send(pair[0], &sent, many, WIRE_MAX_FDS + 1) && errno == EINVAL);

    size_t before = count_fds();
    char control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec data = {.iov_base = "short", .iov_len = 5};
    struct msghdr packet = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&packet);
    *header = (struct cmsghdr){
        .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(header), &pair[0], sizeof(int));
    CHECK(sendmsg(pair[0], &packet, 0) == 5);
    CHECK(wire_receive(pair[1], &got, fds, &count) == -1 && errno == EBADMSG);
    CHECK(count_fds() == before);

    // The last message of a peer that has not read ours is not lost.
    CHECK(wire_send(pair[1], &sent, NULL, 0) && wire_send(pair[0], &sent, NULL, 0));
    close(pair[0]);
    CHECK(wire_receive(pair[1], &got, fds, &count) == 1);
    CHECK(wire_receive(pair[1], &got, fds, &count) == 0);
    close(pair[1]);
    return 0;
}
