// The step that configures the network from inside its namespace.
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// Sends one message and waits for its acknowledgement.
static int request(int socket, const uint8_t *bytes, size_t length) {
    uint8_t reply[8192] __attribute__((aligned(NLMSG_ALIGNTO)));
    if (send(socket, bytes, length, 0) < 0)
        return -1;
    ssize_t got = recv(socket, reply, sizeof reply, 0);
    if (got < 0)
        return -1;
    const struct nlmsghdr *header = (const void *)reply;
    if ((size_t)got < NLMSG_LENGTH(sizeof(struct nlmsgerr)) || header->nlmsg_type != NLMSG_ERROR) {
        errno = EPROTO;
        return -1;
    }
    struct nlmsgerr answer;
    memcpy(&answer, NLMSG_DATA(header), sizeof answer);
    if (answer.error == 0)
        return 0;
    errno = -answer.error;
    return -1;
}

static int send_batch(struct child *child, int socket, const uint8_t *bytes, uint32_t length) {
    for (unsigned index = 0; length > 0; index++) {
        struct nlmsghdr header;
        char number[16];
        snprintf(number, sizeof number, "%u", index);
        if (length < sizeof header) {
            errno = EBADMSG;
            return child_failed(child, number);
        }
        memcpy(&header, bytes, sizeof header);
        uint32_t whole = NLMSG_ALIGN(header.nlmsg_len);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > length || whole > length ||
            !(header.nlmsg_flags & NLM_F_ACK)) {
            errno = EBADMSG;
            return child_failed(child, number);
        }
        if (request(socket, bytes, header.nlmsg_len) < 0)
            return child_failed(child, number);
        bytes += whole;
        length -= whole;
    }
    return 0;
}

int step_netlink(struct child *child, struct reader *operands) {
    uint32_t length;
    const uint8_t *bytes = read_bytes(operands, &length);
    int link = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (link < 0)
        return -1;
    int result = send_batch(child, link, bytes, length);
    int error = errno;
    close(link);
    errno = error;
    return result;
}
