/* Load generator for a live day: phones and screens that follow, voters who vote; one thread, epoll,
 * loopback only.
 *
 *   room PORT FOLLOWERS VOTERS VOTE_PATH
 *
 * FOLLOWERS is a file with one follower a line: its path, a tab, its cookie. VOTERS has one cookie a
 * line. Opens every follower, prints {"open": …}, then obeys the lines on standard input:
 *
 *   warm NUMBER          the next voters ask for a small page, one after the other: an echo
 *   greet NUMBER         the next voters ask for the same page together: the server knows them then
 *   vote RATE SECONDS    the next voters vote once each, at moments drawn beforehand (open loop)
 *   lone NUMBER          the next voters vote one by one, in an idle room
 *   stall NUMBER         the first followers stop to read, and are no longer looked at
 *   again                every follower loses the network, and returns
 *
 * A vote is seen when every follower that counts shows as many answers as were acknowledged; its wait
 * begins at the moment that was drawn for it, whenever it could be sent.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, VOTES = 200000, ASKERS = 256, IN_FLIGHT = 64, BUFFER = 1 << 18 };
static const double LONGEST = 25;

enum state { CONNECTING, HANDSHAKE, OPEN, BUSY, CLOSED };

struct line {
  int fd, counts, stalled, votes; /* counts: it shows how many have answered */
  enum state state;
  char *path, *cookie;
  long shown;  /* the highest number that it showed since it was opened */
  long wish;   /* what an asker waits for */
  int kept;
  unsigned char *rest;
};

static struct line *followers, askers[ASKERS];
static char *voters[VOTES];
static int port, poller, many, people, next_voter, settled, closed, errors;
static const char *vote_path;
static double drawn[VOTES], seen_at[VOTES], waits[VOTES];
static int reached[VOTES]; /* how many followers show so many answers */
static long acks, base, looked_at;
static unsigned char buffer[BUFFER];

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

static void start(struct line *l) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct epoll_event event = {.events = EPOLLOUT, .data.ptr = l};
  int yes = 1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  l->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (l->fd < 0) fail("socket");
  l->state = CONNECTING;
  l->shown = -1;
  l->kept = 0;
  setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect(l->fd, (void *)&address, sizeof address) < 0 && errno != EINPROGRESS) fail("connect");
  if (epoll_ctl(poller, EPOLL_CTL_ADD, l->fd, &event) < 0) fail("epoll_ctl");
}

static void drop(struct line *l) {
  if (l->state == CLOSED) return;
  if (l->state == CONNECTING || l->state == HANDSHAKE) settled++;
  if (l->state == BUSY) errors++;
  close(l->fd);
  l->state = CLOSED;
  closed++;
}

static void send_all(struct line *l, const void *bytes, int size) {
  if (write(l->fd, bytes, size) != size) errors++;
}

static void connected(struct line *l) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = l};
  char request[1024];
  epoll_ctl(poller, EPOLL_CTL_MOD, l->fd, &event);
  if (!l->path) {
    l->state = OPEN;
    settled++;
    return;
  }
  int size = snprintf(request, sizeof request,
                      "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                      "Sec-WebSocket-Version: 13\r\nCookie: %s\r\n\r\n",
                      l->path, port, l->cookie);
  l->state = HANDSHAKE;
  send_all(l, request, size);
}

/* The number of answers that a frame tells; -1 if it tells none. Blanks of all kinds stand in it. */
static long answers_in(const unsigned char *bytes, int size) {
  static unsigned char before[8192];
  static int before_size;
  static long before_number;
  if (size == before_size && !memcmp(bytes, before, size)) return before_number;
  long number = -1;
  const unsigned char *at = memmem(bytes, size, "personne", 8), *end = bytes + size;
  for (; at; at = memmem(at + 8, end - at - 8, "personne", 8)) {
    if (!memmem(at, end - at < 32 ? end - at : 32, "pondu", 5)) continue;
    const unsigned char *from = at;
    while (from > bytes && from[-1] != '>') from--;
    for (number = 0; from < at; from++)
      if (isdigit(*from)) number = number * 10 + *from - '0';
    break;
  }
  if (size <= (int)sizeof before) {
    memcpy(before, bytes, size);
    before_size = size;
    before_number = number;
  }
  return number;
}

static void on_frame(struct line *l, int opcode, const unsigned char *bytes, int size) {
  if (opcode == 9 && size < 126) { /* the same words come back, under a mask that hides nothing */
    unsigned char pong[6 + 125] = {0x8a, 0x80 | size};
    memcpy(pong + 6, bytes, size);
    send_all(l, pong, 6 + size);
  }
  if (opcode == 8) drop(l);
  if (opcode != 1 || !l->counts) return;
  long number = answers_in(bytes, size);
  double at = now();
  for (long n = l->shown < base ? base + 1 : l->shown + 1; n <= number && n < VOTES; n++)
    if (++reached[n] == looked_at) seen_at[n] = at;
  if (number > l->shown) l->shown = number;
}

static int parse(struct line *l, const unsigned char *bytes, int size) {
  int at = 0;
  while (size - at >= 2 && l->state == OPEN) {
    int head = 2, length = bytes[at + 1] & 127;
    if (length == 126) {
      if (size - at < 4) break;
      length = bytes[at + 2] << 8 | bytes[at + 3];
      head = 4;
    }
    if (size - at < head + length) break;
    on_frame(l, bytes[at] & 15, bytes + at + head, length);
    at += head + length;
  }
  return at;
}

static int answered(struct line *l, int size) {
  unsigned char *end = memmem(buffer, size, "\r\n\r\n", 4);
  char *length = end ? strcasestr((char *)buffer, "content-length:") : NULL;
  if (!end || !length || end + 4 + atol(length + 15) > buffer + size) return 0;
  if (memmem(buffer, 16, " 200 ", 5)) {
    if (l->votes) {
      drawn[acks] = drawn[l->wish];
      waits[acks] = now() - drawn[acks];
    }
    acks++;
  } else errors++;
  l->state = OPEN;
  return size;
}

static void on_readable(struct line *l) {
  int used = 0, size;
  if (l->kept) memcpy(buffer, l->rest, l->kept);
  size = read(l->fd, buffer + l->kept, BUFFER - l->kept - 1);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) {
    drop(l);
    return;
  }
  size += l->kept;
  buffer[size] = 0;
  l->kept = 0;
  if (l->state == BUSY) used = answered(l, size);
  else if (l->state == HANDSHAKE) {
    unsigned char *end = memmem(buffer, size, "\r\n\r\n", 4);
    if (end && !memmem(buffer, 16, " 101 ", 5)) {
      drop(l);
      return;
    }
    if (end) {
      l->state = OPEN;
      settled++;
      used = end + 4 - buffer;
    }
  }
  if (l->state == OPEN && l->path) used += parse(l, buffer + used, size - used);
  if (l->state == CLOSED || used >= size) return;
  l->kept = size - used;
  l->rest = realloc(l->rest, l->kept);
  memcpy(l->rest, buffer + used, l->kept);
}

static void attend(int milliseconds) {
  static struct epoll_event events[1024];
  int count = epoll_wait(poller, events, 1024, milliseconds);
  for (int i = 0; i < count; i++) {
    struct line *l = events[i].data.ptr;
    if (l->state == CONNECTING) connected(l);
    else if (l->state != CLOSED) on_readable(l);
  }
}

static void open_all(struct line *lines, int number) {
  int started = 0;
  double limit = now() + LONGEST;
  settled = 0;
  while (settled < number && now() < limit) {
    while (started < number && started - settled < IN_FLIGHT) start(lines + started++);
    attend(50);
  }
}

static void ask(struct line *l, const char *method, const char *path, long wish) {
  static const char *choices[] = {"agree", "disagree", "unsure", "no_answer"};
  char request[1024], body[32] = "";
  if (wish >= 0) snprintf(body, sizeof body, "choice=%s", choices[next_voter % 4]);
  int size = snprintf(request, sizeof request,
                      "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nHX-Request: true\r\nCookie: %s\r\n"
                      "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n"
                      "\r\n%s",
                      method, path, port, voters[next_voter++], strlen(body), body);
  l->state = BUSY;
  l->votes = wish >= 0;
  l->wish = wish;
  send_all(l, request, size);
}

static struct line *free_asker(void) {
  static int turn;
  for (int i = 0; i < ASKERS; i++) {
    struct line *l = askers + (turn + i) % ASKERS;
    if (l->state == CLOSED) start(l);
    if (l->state != OPEN) continue;
    turn = (turn + i + 1) % ASKERS;
    return l;
  }
  return NULL;
}

static int rising(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double ranked(double *values, long count, double share) {
  if (!count) return -1;
  qsort(values, count, sizeof *values, rising);
  return values[(long)(count * share)] * 1e3;
}

static void begin(void) {
  acks = looked_at = errors = closed = 0;
  base = -1;
  memset(reached, 0, sizeof reached);
  memset(seen_at, 0, sizeof seen_at);
  for (int i = 0; i < many; i++) {
    looked_at += followers[i].counts && !followers[i].stalled;
    if (followers[i].counts && followers[i].shown > base) base = followers[i].shown;
  }
  if (base < 0) base = 0;
}

static void tell(const char *what, long sent, double lasted, double used) {
  static double seen[VOTES];
  long count = 0;
  for (long rank = 0; rank < acks; rank++)
    if (seen_at[base + rank + 1]) seen[count++] = seen_at[base + rank + 1] - drawn[rank];
  printf("{\"did\":\"%s\",\"sent\":%ld,\"acked\":%ld,\"seen\":%ld,\"ack_ms_p50\":%.2f,"
         "\"ack_ms_p99\":%.2f,\"seen_ms_p50\":%.2f,\"seen_ms_p99\":%.2f,\"seen_ms_max\":%.2f,"
         "\"seconds\":%.3f,\"client_cpu\":%.2f,\"errors\":%d,\"closed\":%d}\n",
         what, sent, acks, count, ranked(waits, acks, .5), ranked(waits, acks, .99),
         ranked(seen, count, .5), ranked(seen, count, .99), ranked(seen, count, .99999), lasted,
         used / lasted, errors, closed);
  fflush(stdout);
}

static int all_seen(long sent) { return acks + errors >= sent && (!acks || seen_at[base + acks]); }

static void vote(double rate, double seconds) {
  begin();
  long due = 0, sent = 0;
  double from = now(), end = from + seconds, moment = from, used = cpu();
  while (now() < end + LONGEST) {
    while (moment <= now() && moment < end && next_voter + due - sent < people) {
      drawn[VOTES / 2 + due] = moment;
      due++;
      moment += -log((rand() + 1.0) / (RAND_MAX + 2.0)) / rate;
    }
    struct line *l;
    while (sent < due && (l = free_asker())) ask(l, "POST", vote_path, VOTES / 2 + sent++);
    if (now() >= end && sent == due && all_seen(sent)) break;
    attend(moment - now() > .002 ? 1 : 0);
  }
  tell("vote", sent, now() - from, cpu() - used);
}

static void lone(int number) {
  begin();
  long sent = 0;
  double from = now(), used = cpu();
  for (; sent < number && next_voter < people; sent++) {
    double quiet = now() + .4, limit = quiet + 5;
    while (now() < quiet) attend(10);
    drawn[VOTES / 2 + sent] = now();
    struct line *l = free_asker();
    if (l) ask(l, "POST", vote_path, VOTES / 2 + sent);
    while (!all_seen(sent + 1) && now() < limit) attend(5);
  }
  tell("lone", sent, now() - from, cpu() - used);
}

static void warm(int number) {
  begin();
  double from = now(), used = cpu();
  long sent = 0;
  int first = next_voter;
  for (; sent < number && next_voter < people; sent++) {
    struct line *l = free_asker();
    double asked = now();
    if (l) ask(l, "GET", "/heure", -1);
    while (acks + errors <= sent && now() < asked + 5) attend(50);
    waits[sent] = now() - asked;
  }
  next_voter = first;
  tell("warm", sent, now() - from, cpu() - used);
}

static void greet(int number) {
  begin();
  double from = now(), used = cpu();
  int first = next_voter;
  long sent = 0;
  while ((acks + errors < sent || (sent < number && next_voter < people)) && now() < from + LONGEST) {
    struct line *l;
    while (sent < number && next_voter < people && sent - acks - errors < 32 && (l = free_asker())) {
      ask(l, "GET", "/heure", -1);
      sent++;
    }
    attend(5);
  }
  next_voter = first;
  tell("greet", sent, now() - from, cpu() - used);
}

static long busy(void) {
  long count = 0;
  for (int i = 0; i < ASKERS; i++) count += askers[i].state == BUSY;
  return count;
}

static void again(void) {
  double limit = now() + LONGEST, from, used;
  while (busy() && now() < limit) attend(20);
  for (limit = now() + .5; now() < limit;) attend(20); /* the last frames */
  long current = 0, held = 0, wanted = 0;
  for (int i = 0; i < many; i++)
    if (followers[i].shown > current) current = followers[i].shown;
  begin();
  for (int i = 0; i < many; i++) {
    drop(followers + i);
    followers[i].stalled = 0;
  }
  from = now();
  used = cpu();
  open_all(followers, many);
  while (now() < from + LONGEST) {
    held = wanted = 0;
    for (int i = 0; i < many; i++) {
      wanted += followers[i].counts;
      held += followers[i].counts && followers[i].shown == current;
    }
    if (held == wanted) break;
    attend(5);
  }
  closed = 0;
  printf("{\"did\":\"again\",\"wanted\":%ld,\"held\":%ld,\"seconds\":%.3f,\"client_cpu\":%.2f}\n",
         wanted, held, now() - from, (cpu() - used) / (now() - from));
  fflush(stdout);
}

static void stall(int number) {
  for (int i = 0, left = number; i < many && left; i++) {
    if (!followers[i].counts || followers[i].state != OPEN) continue;
    int little = 4096;
    epoll_ctl(poller, EPOLL_CTL_DEL, followers[i].fd, NULL);
    setsockopt(followers[i].fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    followers[i].stalled = 1;
    left--;
  }
  printf("{\"did\":\"stall\"}\n");
  fflush(stdout);
}

static char *next_line(FILE *file) {
  char *text = NULL;
  size_t size = 0;
  if (getline(&text, &size, file) < 0) return NULL;
  text[strcspn(text, "\n")] = 0;
  return text;
}

int main(int count, char **words) {
  char command[64];
  double first = 0, second = 0;
  if (count != 5) {
    fprintf(stderr, "usage: room PORT FOLLOWERS VOTERS VOTE_PATH\n");
    return 2;
  }
  port = atoi(words[1]);
  vote_path = words[4];
  FILE *file = fopen(words[2], "r");
  if (!file || !(followers = calloc(MOST, sizeof *followers))) fail(words[2]);
  for (char *text; many < MOST && (text = next_line(file)); many++) {
    followers[many].path = strsep(&text, "\t");
    followers[many].counts = !strncmp(followers[many].path, "/journees", 9);
    followers[many].cookie = text ? text : "";
  }
  file = fopen(words[3], "r");
  if (!file) fail(words[3]);
  while (people < VOTES / 2 && (voters[people] = next_line(file))) people++;
  if ((poller = epoll_create1(0)) < 0) fail("epoll_create1");
  double from = now();
  open_all(followers, many);
  double lasted = now() - from;
  printf("{\"open\":%d,\"seconds\":%.3f}\n", settled - closed, lasted);
  fflush(stdout);
  open_all(askers, ASKERS);
  while (fgets((char *)buffer, BUFFER, stdin)) {
    int given = sscanf((char *)buffer, "%60s %lf %lf", command, &first, &second);
    if (given == 3 && !strcmp(command, "vote")) vote(first, second);
    else if (given == 2 && !strcmp(command, "lone")) lone(first);
    else if (given == 2 && !strcmp(command, "warm")) warm(first);
    else if (given == 2 && !strcmp(command, "greet")) greet(first);
    else if (given == 2 && !strcmp(command, "stall")) stall(first);
    else if (given == 1 && !strcmp(command, "again")) again();
    else return 2;
  }
  return 0;
}
