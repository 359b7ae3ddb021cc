// Nothing that lies in a root leads out of it.
#define _GNU_SOURCE
#include "path.h"

#include "check.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char base[] = "/tmp/holder-path-XXXXXX";
static int root;

static bool exists(const char *path) {
    char whole[256];
    struct stat status;
    snprintf(whole, sizeof whole, "%s/%s", base, path);
    return lstat(whole, &status) == 0;
}

static void made(int fd) {
    CHECK(fd >= 0);
    close(fd);
}

static void makes_what_is_missing(void) {
    made(path_make_directory(root, "/a/b//c/", 0755, false));
    CHECK(exists("root/a/b/c"));
    made(path_make_file(root, "/a/d/file", false));
    CHECK(exists("root/a/d/file"));
    made(path_make_file(root, "/a/d/file", true));
    made(path_make_directory(root, "/", 0755, false));
    made(path_make_directory(root, "", 0755, true));
}

static void follows_links_only_within(void) {
    CHECK(symlinkat("../../../outside", root, "up") == 0);
    CHECK(symlinkat("/", root, "top") == 0);
    CHECK(symlinkat("/a", root, "inner") == 0);
    CHECK(path_make_directory(root, "/up/x", 0755, false) < 0 || exists("root/outside"));
    CHECK(!exists("outside/x"));
    made(path_make_directory(root, "/top/made", 0755, false));
    CHECK(exists("root/made"));
    made(path_make_directory(root, "/inner/e", 0755, false));
    CHECK(exists("root/a/e"));
    int dots = path_make_directory(root, "/../../dots", 0755, false);
    if (dots >= 0)
        close(dots);
    CHECK(!exists("dots"));
}

static void plain_takes_no_link(void) {
    CHECK(path_open_plain(root, "/inner/e", 0) < 0 && errno == ELOOP);
    CHECK(path_make_directory(root, "/inner/f", 0755, true) < 0 && errno == ELOOP);
    CHECK(path_make_file(root, "/inner", true) < 0 && errno == ELOOP);
}

static void makes_no_file_through_a_dangling_link(void) {
    CHECK(symlinkat("/nowhere", root, "dangling") == 0);
    CHECK(path_make_file(root, "/dangling", false) < 0);
    CHECK(!exists("root/nowhere"));
}

static void refuses_names_that_are_none(void) {
    const char *name;
    CHECK(path_make_parent(root, "/a/..", false, &name) < 0 && errno == EINVAL);
    CHECK(path_make_parent(root, "/a/", false, &name) < 0 && errno == EINVAL);
    CHECK(path_make_directory(root, "/new/../x", 0755, false) < 0 || exists("root/x"));
    char *too_long = malloc(10000);
    memset(too_long, 'a', 9999);
    too_long[9999] = 0;
    CHECK(path_make_directory(root, too_long, 0755, false) < 0);
    free(too_long);
}

static void refuses_magic_links(void) {
    int proc = open("/proc", O_PATH | O_DIRECTORY);
    CHECK(path_open(proc, "/self/root/etc", 0) < 0);
    CHECK(path_open(proc, "/self/fd/0", 0) < 0);
    close(proc);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where) {
    (void)status, (void)type, (void)where;
    return remove(path);
}

int main(void) {
    char path[64];
    CHECK(mkdtemp(base));
    snprintf(path, sizeof path, "%s/root", base);
    CHECK(mkdir(path, 0755) == 0);
    root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    snprintf(path, sizeof path, "%s/outside", base);
    CHECK(mkdir(path, 0755) == 0);
    makes_what_is_missing();
    follows_links_only_within();
    plain_takes_no_link();
    makes_no_file_through_a_dangling_link();
    refuses_names_that_are_none();
    refuses_magic_links();
    close(root);
    CHECK(nftw(base, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0);
    return 0;
}
