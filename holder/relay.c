/*
 * havre-relay: carries what comes to sockets of the host to a container's ports, where the kernel cannot translate:
 * from IPv6 to a container that has IPv4 only, and from IPv6's loopback.
 *
 *   havre-relay LIFE SOCKET=TARGET ...
 *
 * LIFE is a pipe's reading end; the relay ends when nobody holds the other one any more. SOCKET is a descriptor, listening
 * (TCP) or bound (UDP); TARGET is `address,port`. It puts itself in the background at once and lives on when its parent goes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, DATAGRAM = 65535, MOST_CLIENTS = 512, IDLE_SECONDS = 90, STACK = 1 << 17 };

union address {
  struct sockaddr any;
  struct sockaddr_in ipv4;
  struct sockaddr_in6 ipv6;
};

/* One socket of the host and where it leads. */
struct port {
  int socket;
  union address target;
  socklen_t length;
};

/* A connection's two ends; each of its two directions has a thread, and the last one frees it. */
struct connection {
  int end[2];
  pthread_mutex_t lock;
  int users;
};

/* One direction of a connection. */
struct direction {
  struct connection *connection;
  int from;
};

/* Somebody who sent datagrams, and the socket by which the container answers. */
struct client {
  union address from;
  socklen_t length;
  int socket;
  time_t last;
};

static time_t seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

static void start(void *(*work)(void *), void *of) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  if (pthread_create(&thread, &attributes, work, of) != 0) {
    work(of); /* one after the other is slow, but no loss */
  }
  pthread_attr_destroy(&attributes);
}

static void leave(struct connection *connection) {
  pthread_mutex_lock(&connection->lock);
  int left = --connection->users;
  pthread_mutex_unlock(&connection->lock);
  if (left == 0) {
    close(connection->end[0]);
    close(connection->end[1]);
    free(connection);
  }
}

/* Moves bytes through a pipe, without their passing this process. */
static void move(int from, int to) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
    return;
  }
  for (;;) {
    ssize_t got = splice(from, NULL, pipe_ends[1], NULL, CHUNK, SPLICE_F_MOVE);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      break;
    }
    while (got > 0) {
      ssize_t put = splice(pipe_ends[0], NULL, to, NULL, (size_t)got, SPLICE_F_MOVE);
      if (put < 0 && errno == EINTR) {
        continue;
      }
      if (put <= 0) {
        shutdown(from, SHUT_RD);
        break;
      }
      got -= put;
    }
    if (got > 0) {
      break;
    }
  }
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

static void *carry(void *argument) {
  struct direction direction = *(struct direction *)argument;
  free(argument);
  int from = direction.connection->end[direction.from], to = direction.connection->end[1 - direction.from];
  move(from, to);
  shutdown(to, SHUT_WR);
  leave(direction.connection);
  return NULL;
}

static struct direction *direction(struct connection *connection, int from) {
  struct direction *made = malloc(sizeof *made);
  if (made) {
    *made = (struct direction){connection, from};
  }
  return made;
}

static void refuse(int socket) {
  struct linger now = {1, 0}; /* the client sees a reset, as if nobody listened */
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(socket);
}

/* Connects an accepted client with the container, and carries one direction. */
static void connect_through(const struct port *port, int client) {
  int one = 1, server = socket(port->target.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct connection *connection = malloc(sizeof *connection);
  if (server < 0 || !connection || connect(server, &port->target.any, port->length) != 0) {
    if (server >= 0) {
      close(server);
    }
    free(connection);
    refuse(client);
    return;
  }
  setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  *connection = (struct connection){{client, server}, PTHREAD_MUTEX_INITIALIZER, 2};
  struct direction *back = direction(connection, 1), *forth = direction(connection, 0);
  if (!back || !forth) {
    free(back);
    free(forth);
    connection->users = 1;
    leave(connection);
    return;
  }
  start(carry, back);
  carry(forth);
}

struct accepted {
  const struct port *port;
  int socket;
};

static void *serve_connection(void *argument) {
  struct accepted accepted = *(struct accepted *)argument;
  free(argument);
  connect_through(accepted.port, accepted.socket);
  return NULL;
}

static void *accept_connections(void *argument) {
  const struct port *port = argument;
  for (;;) {
    int client = accept4(port->socket, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0) {
      if (errno == EBADF || errno == EINVAL) {
        return NULL;
      }
      if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
        poll(NULL, 0, 100); /* until others have gone */
      }
      continue;
    }
    struct accepted *accepted = malloc(sizeof *accepted);
    if (!accepted) {
      refuse(client);
      continue;
    }
    *accepted = (struct accepted){port, client};
    start(serve_connection, accepted);
  }
}

static int same(const struct client *client, const union address *from) {
  return memcmp(&client->from.ipv6.sin6_addr, &from->ipv6.sin6_addr, sizeof from->ipv6.sin6_addr) == 0 &&
         client->from.ipv6.sin6_port == from->ipv6.sin6_port && client->from.ipv6.sin6_scope_id == from->ipv6.sin6_scope_id;
}

/* The client's place; where it is new, a free one, or that of who was silent for longest. -1 when there is no socket. */
static int place_of(struct client *clients, int *count, const struct port *port, const union address *from, socklen_t length) {
  int oldest = 0;
  for (int i = 0; i < *count; i++) {
    if (same(&clients[i], from)) {
      return i;
    }
    if (clients[i].last < clients[oldest].last) {
      oldest = i;
    }
  }
  int made = socket(port->target.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (made < 0 || connect(made, &port->target.any, port->length) != 0) {
    if (made >= 0) {
      close(made);
    }
    return -1;
  }
  int place = *count < MOST_CLIENTS ? (*count)++ : oldest;
  if (place == oldest && *count == MOST_CLIENTS && clients[place].socket > 0) {
    close(clients[place].socket);
  }
  clients[place] = (struct client){*from, length, made, seconds()};
  return place;
}

static void forget_idle(struct client *clients, int *count) {
  time_t now = seconds();
  for (int i = 0; i < *count;) {
    if (now - clients[i].last > IDLE_SECONDS) {
      close(clients[i].socket);
      clients[i] = clients[--*count];
      memset(&clients[*count], 0, sizeof clients[*count]);
    } else {
      i++;
    }
  }
}

static void *carry_datagrams(void *argument) {
  const struct port *port = argument;
  struct client *clients = calloc(MOST_CLIENTS, sizeof *clients);
  struct pollfd *polled = calloc(MOST_CLIENTS + 1, sizeof *polled);
  char *datagram = malloc(DATAGRAM);
  int count = 0;
  while (clients && polled && datagram) {
    polled[0] = (struct pollfd){port->socket, POLLIN, 0};
    for (int i = 0; i < count; i++) {
      polled[i + 1] = (struct pollfd){clients[i].socket, POLLIN, 0};
    }
    int asked = count;
    if (poll(polled, (nfds_t)asked + 1, IDLE_SECONDS * 1000) < 0 && errno != EINTR) {
      break;
    }
    for (int i = 0; i < asked; i++) {
      if (polled[i + 1].revents) {
        ssize_t length = recv(clients[i].socket, datagram, DATAGRAM, 0);
        if (length >= 0) {
          clients[i].last = seconds();
          sendto(port->socket, datagram, (size_t)length, 0, &clients[i].from.any, clients[i].length);
        }
      }
    }
    if (polled[0].revents) {
      union address from;
      socklen_t from_length = sizeof from;
      ssize_t length = recvfrom(port->socket, datagram, DATAGRAM, 0, &from.any, &from_length);
      int place = length < 0 ? -1 : place_of(clients, &count, port, &from, from_length);
      if (place >= 0) {
        clients[place].last = seconds();
        send(clients[place].socket, datagram, (size_t)length, 0);
      }
    }
    forget_idle(clients, &count);
  }
  free(clients);
  free(polled);
  free(datagram);
  return NULL;
}

/* SOCKET=address,port */
static int parse(char *text, struct port *port) {
  char *target = strchr(text, '='), *comma = target ? strchr(target, ',') : NULL;
  if (!comma) {
    return -1;
  }
  *target++ = 0;
  *comma++ = 0;
  port->socket = atoi(text);
  uint16_t number = htons((uint16_t)atoi(comma));
  memset(&port->target, 0, sizeof port->target);
  if (inet_pton(AF_INET, target, &port->target.ipv4.sin_addr) == 1) {
    port->target.ipv4.sin_family = AF_INET;
    port->target.ipv4.sin_port = number;
    port->length = sizeof port->target.ipv4;
    return 0;
  }
  port->target.ipv6.sin6_family = AF_INET6;
  port->target.ipv6.sin6_port = number;
  port->length = sizeof port->target.ipv6;
  return inet_pton(AF_INET6, target, &port->target.ipv6.sin6_addr) == 1 ? 0 : -1;
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: havre-relay LIFE SOCKET=ADDRESS,PORT ...\n");
    return 2;
  }
  int life = atoi(arguments[1]);
  struct port *ports = calloc((size_t)count, sizeof *ports);
  for (int i = 2; i < count; i++) {
    if (!ports || parse(arguments[i], &ports[i]) != 0) {
      fprintf(stderr, "havre-relay: %s\n", arguments[i]);
      return 2;
    }
  }
  pid_t child = fork();
  if (child != 0) {
    return child < 0;
  }
  setsid();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  for (int i = 2; i < count; i++) {
    int type = 0;
    socklen_t length = sizeof type;
    getsockopt(ports[i].socket, SOL_SOCKET, SO_TYPE, &type, &length);
    start(type == SOCK_DGRAM ? carry_datagrams : accept_connections, &ports[i]);
  }
  struct pollfd ended = {life, 0, 0};
  while (poll(&ended, 1, -1) < 0 && errno == EINTR) {
  }
  return 0;
}
