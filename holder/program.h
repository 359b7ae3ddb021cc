// The program: what the daemon wants done, as a sequence of typed steps in one block of bytes.
//
// A program is checked as a whole before its first step is carried out: lengths, the types of all
// operands and the slots they name. After that a reader cannot fail, but still never leaves its block.
#ifndef HOLDER_PROGRAM_H
#define HOLDER_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROGRAM_MAGIC 0x31525648u // "HVR1"
#define PROGRAM_MAX_SIZE (16u << 20)
#define PROGRAM_MAX_SLOTS 1024u
#define PROGRAM_MAX_HELD 240u
#define SLOT_NONE 0xffffffffu

enum program_mode {
    MODE_TERMINAL = 1,
    MODE_STDIN = 2,
    MODE_ALL = MODE_TERMINAL | MODE_STDIN,
};

// The fixed part at the start of a program.
struct program_header {
    uint32_t magic;
    uint32_t steps;
    uint32_t clone_flags;
    uint32_t mode;
    uint32_t slots;       // how many there are; the first ones are filled with the descriptors passed
    uint32_t state_slot;  // the directory of the control socket and the exit record
    uint32_t oom_slot;    // a file whose text goes into the exit record, or SLOT_NONE
    uint32_t pid_slot;    // a pid namespace or a process whose pid namespace is to be joined, or SLOT_NONE
    uint32_t cgroup_slot; // the directory of a cgroup of version 2 that the child is born in, or SLOT_NONE
    uint32_t held_first;  // descriptors that are kept open until the child's end
    uint32_t held_count;
};

enum step_op {
    OP_NONE = 0,
    OP_CGROUP_JOIN,
    OP_UNSHARE,
    OP_SETNS,
    OP_PROPAGATE,
    OP_OPEN_TREE,
    OP_ATTACH_ROOT,
    OP_MOUNT,
    OP_BIND,
    OP_SYMLINK,
    OP_MKDIR,
    OP_DEVICE,
    OP_MASK,
    OP_READONLY,
    OP_ROOT_READONLY,
    OP_TERMINAL,
    OP_PIVOT,
    OP_HOSTNAME,
    OP_DOMAINNAME,
    OP_SYSCTL,
    OP_GO,
    OP_NETLINK,
    OP_RLIMIT,
    OP_OOM_SCORE,
    OP_STDIO,
    OP_CHDIR,
    OP_BOUNDING,
    OP_USER,
    OP_NO_NEW_PRIVS,
    OP_SECCOMP,
    OP_CAPABILITIES,
    OP_EXEC,
    OP_COUNT,
};

// Reads the operands of one step.
struct reader {
    const uint8_t *at;
    const uint8_t *end;
};

struct step {
    enum step_op op;
    struct reader operands;
};

struct program {
    const uint8_t *bytes;
    size_t size;
    struct program_header header;
};

// Takes a block as a program; `passed` is how many descriptors came with it. False where any of it is
// malformed. The block must outlive the program.
bool program_decode(struct program *program, const uint8_t *bytes, size_t size, uint32_t passed);

// A reader over all steps, and the next step from it; false at the end.
struct reader program_steps(const struct program *program);
bool program_next(struct reader *steps, struct step *step);

uint32_t read_u32(struct reader *reader);
uint64_t read_u64(struct reader *reader);
// A string of the block itself, ended by a zero byte.
const char *read_string(struct reader *reader);
const uint8_t *read_bytes(struct reader *reader, uint32_t *length);

#endif
