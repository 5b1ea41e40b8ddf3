/* Put before the C library's own (LD_PRELOAD): fails calls on the files of a SQLite database as the file named by
   FAILING_DISK says.
     sync     the write-ahead log cannot be synced
     write    the write-ahead log cannot be written
     full N   no file of the database grows beyond N bytes
   Everything works while the file is missing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static int is_of(int fd, const char *end) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return ends_with(path, end);
}

/* What fails now; empty when nothing does. */
static void read_mode(char *word, long *space) {
    const char *path = getenv("FAILING_DISK");
    FILE *file = path ? fopen(path, "r") : NULL;
    word[0] = 0;
    if (!file) return;
    if (fscanf(file, "%15s %ld", word, space) < 1) word[0] = 0;
    fclose(file);
}

static int sync_fails(int fd) {
    char word[16];
    long space = 0;
    read_mode(word, &space);
    return strcmp(word, "sync") == 0 && is_of(fd, "-wal");
}

/* The error of a write that would end at so many bytes; 0 when it is to be done. */
static int write_error(int fd, off_t end) {
    char word[16];
    long space = 0;
    read_mode(word, &space);
    if (strcmp(word, "write") == 0 && is_of(fd, "-wal")) return EIO;
    if (strcmp(word, "full") == 0 && end > space && (is_of(fd, "-wal") || is_of(fd, ".db"))) return ENOSPC;
    return 0;
}

#define REAL(type, name) ((type) dlsym(RTLD_NEXT, name))
#define FAIL_WITH(error) do { int with = (error); if (with) { errno = with; return -1; } } while (0)

int fdatasync(int fd) {
    if (sync_fails(fd)) { errno = EIO; return -1; }
    return REAL(int (*)(int), "fdatasync")(fd);
}

int fsync(int fd) {
    if (sync_fails(fd)) { errno = EIO; return -1; }
    return REAL(int (*)(int), "fsync")(fd);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    off_t at = lseek(fd, 0, SEEK_CUR);
    if (at >= 0) FAIL_WITH(write_error(fd, at + (off_t) count));
    return REAL(ssize_t (*)(int, const void *, size_t), "write")(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    FAIL_WITH(write_error(fd, at + (off_t) count));
    return REAL(ssize_t (*)(int, const void *, size_t, off_t), "pwrite")(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    FAIL_WITH(write_error(fd, at + (off_t) count));
    return REAL(ssize_t (*)(int, const void *, size_t, off64_t), "pwrite64")(fd, bytes, count, at);
}
