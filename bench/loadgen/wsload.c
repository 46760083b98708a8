/* Load generator for WebSocket fan-out: one thread, epoll, loopback only.
 *
 *   wsload PORT SOCKETS
 *
 * Opens SOCKETS sockets at /follow and one at /control, and prints {"open": …}. Then, for each line
 * "SECONDS" on standard input: asks for a broadcast on the control socket, waits until every
 * follower has received it, asks again, for so long; and prints what it saw, as one JSON object.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_SOCKETS = 10000, MOST_ROUNDS = 100000, IN_FLIGHT = 64, BUFFER = 1 << 18, KEPT = 4096 };
static const double LONGEST = 20;

enum state { CONNECTING, HANDSHAKE, OPEN, CLOSED };

struct follower {
  int fd;
  enum state state;
  long frames;         /* received since the measure began */
  int kept;            /* bytes of an unfinished frame */
  uint8_t rest[KEPT];
};

static struct follower *followers; /* the last one is the control socket */
static int sockets, port, poller, settled, closed;
static long errors, deliveries, arrived; /* arrived: followers that have the current round */
static long current;                     /* the round under way */
static uint8_t buffer[BUFFER];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static double cpu(void) {
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e-6;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void send_all(struct follower *f, const void *bytes, size_t size) {
  if (write(f->fd, bytes, size) != (ssize_t)size) errors++;
}

static void drop(struct follower *f) {
  if (f->state == CLOSED) return;
  if (f->state != OPEN) settled++;
  close(f->fd);
  f->state = CLOSED;
  closed++;
}

static void start(struct follower *f) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct epoll_event event = {.events = EPOLLOUT, .data.ptr = f};
  int yes = 1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  f->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (f->fd < 0) fail("socket");
  setsockopt(f->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect(f->fd, (void *)&address, sizeof address) < 0 && errno != EINPROGRESS) fail("connect");
  if (epoll_ctl(poller, EPOLL_CTL_ADD, f->fd, &event) < 0) fail("epoll_ctl");
}

static void shake_hands(struct follower *f) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = f};
  char request[256];
  int size = snprintf(request, sizeof request,
                      "GET /%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                      "Sec-WebSocket-Version: 13\r\n\r\n",
                      f == followers + sockets ? "control" : "follow", port);
  epoll_ctl(poller, EPOLL_CTL_MOD, f->fd, &event);
  f->state = HANDSHAKE;
  send_all(f, request, size);
}

static void on_frame(struct follower *f, int opcode) {
  static const uint8_t pong[6] = {0x8a, 0x80};
  if (opcode == 9) send_all(f, pong, sizeof pong);
  if (opcode == 8) drop(f);
  if (opcode != 1) return;
  deliveries++;
  if (++f->frames == current) arrived++;
}

/* Returns how many bytes were whole frames. */
static int parse(struct follower *f, const uint8_t *bytes, int size) {
  int at = 0;
  while (size - at >= 2 && f->state == OPEN) {
    int head = 2;
    int64_t length = bytes[at + 1] & 127;
    if (length == 126) {
      if (size - at < 4) break;
      length = bytes[at + 2] << 8 | bytes[at + 3];
      head = 4;
    }
    if (size - at < head + length) break;
    on_frame(f, bytes[at] & 15);
    at += head + length;
  }
  return at;
}

static void on_readable(struct follower *f) {
  int size, used = 0;
  memcpy(buffer, f->rest, f->kept);
  size = read(f->fd, buffer + f->kept, BUFFER - f->kept);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) {
    drop(f);
    return;
  }
  size += f->kept;
  f->kept = 0;
  if (f->state == HANDSHAKE) {
    uint8_t *end = memmem(buffer, size, "\r\n\r\n", 4);
    if (end && memmem(buffer, 16, " 101 ", 5)) {
      f->state = OPEN;
      settled++;
      used = end + 4 - buffer;
    } else if (end) {
      drop(f);
      return;
    }
  }
  if (f->state == OPEN) used += parse(f, buffer + used, size - used);
  if (f->state == CLOSED || used == size) return;
  if (size - used > KEPT) {
    errors++;
    drop(f);
    return;
  }
  f->kept = size - used;
  memcpy(f->rest, buffer + used, f->kept);
}

static void attend(int milliseconds) {
  static struct epoll_event events[1024];
  int count = epoll_wait(poller, events, 1024, milliseconds);
  for (int i = 0; i < count; i++) {
    struct follower *f = events[i].data.ptr;
    if (f->state == CONNECTING) shake_hands(f);
    else if (f->state != CLOSED) on_readable(f);
  }
}

static int by_duration(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void broadcast(double seconds) {
  static const uint8_t trigger[7] = {0x81, 0x81, 0, 0, 0, 0, 'B'};
  static double durations[MOST_ROUNDS];
  long rounds = 0;
  double begin = now(), used = cpu(), lasted;
  for (int i = 0; i < sockets; i++) followers[i].frames = 0;
  current = deliveries = errors = 0;
  while (now() < begin + seconds && rounds < MOST_ROUNDS && !closed) {
    double asked = now();
    current++;
    arrived = 0;
    send_all(followers + sockets, trigger, sizeof trigger);
    while (arrived < sockets && !closed && now() < asked + LONGEST) attend(100);
    durations[rounds++] = now() - asked;
  }
  lasted = now() - begin;
  used = cpu() - used;
  for (int i = 0; i < sockets; i++) errors += followers[i].frames != current;
  qsort(durations, rounds, sizeof *durations, by_duration);
  printf("{\"rounds\":%ld,\"deliveries\":%ld,\"seconds\":%.4f,\"client_seconds\":%.4f,"
         "\"round_ms_p50\":%.3f,\"round_ms_p99\":%.3f,\"errors\":%ld,\"closed\":%d}\n",
         rounds, deliveries, lasted, used, durations[rounds / 2] * 1e3,
         durations[rounds * 99 / 100] * 1e3, errors, closed);
  fflush(stdout);
}

int main(int count, char **words) {
  int started = 0;
  double limit = now() + LONGEST, seconds;
  if (count != 3) {
    fprintf(stderr, "usage: wsload PORT SOCKETS\n");
    return 2;
  }
  port = atoi(words[1]);
  sockets = atoi(words[2]);
  if (sockets < 1 || sockets > MOST_SOCKETS) {
    fprintf(stderr, "between 1 and %d sockets\n", MOST_SOCKETS);
    return 2;
  }
  poller = epoll_create1(0);
  followers = calloc(sockets + 1, sizeof *followers);
  if (poller < 0 || !followers) fail("start");
  while (settled < sockets + 1 && now() < limit) {
    while (started < sockets + 1 && started - settled < IN_FLIGHT) start(followers + started++);
    attend(50);
  }
  limit = now() + 0.3; /* the first state of each follower */
  while (now() < limit) attend(20);
  printf("{\"open\":%d}\n", settled - closed - 1);
  fflush(stdout);
  while (scanf("%lf", &seconds) == 1) broadcast(seconds < LONGEST ? seconds : LONGEST);
  return 0;
}
