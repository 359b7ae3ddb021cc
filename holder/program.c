#include "program.h"

#include <string.h>

// The operands of each operation: u a number of 32 bits, q of 64, f a slot, F a slot or none, s a string,
// b bytes, l a list of strings.
static const char *const OPERANDS[OP_COUNT] = {
    [OP_CGROUP_JOIN] = "f", [OP_UNSHARE] = "u",         [OP_SETNS] = "fu",      [OP_PROPAGATE] = "u",
    [OP_OPEN_TREE] = "fsu", [OP_ATTACH_ROOT] = "fs",    [OP_MOUNT] = "ssuul",   [OP_BIND] = "fsuqqq",
    [OP_SYMLINK] = "ss",    [OP_MKDIR] = "su",          [OP_DEVICE] = "suuuuu", [OP_MASK] = "s",
    [OP_READONLY] = "s",    [OP_ROOT_READONLY] = "",    [OP_TERMINAL] = "uuu",  [OP_PIVOT] = "",
    [OP_HOSTNAME] = "s",    [OP_DOMAINNAME] = "s",      [OP_SYSCTL] = "ss",     [OP_GO] = "",
    [OP_NETLINK] = "b",     [OP_RLIMIT] = "uqq",        [OP_OOM_SCORE] = "s",   [OP_STDIO] = "uu",
    [OP_CHDIR] = "s",       [OP_BOUNDING] = "q",        [OP_USER] = "uub",      [OP_NO_NEW_PRIVS] = "",
    [OP_SECCOMP] = "ub",    [OP_CAPABILITIES] = "qqqq", [OP_EXEC] = "ll",
};

static const uint8_t *take(struct reader *reader, size_t length) {
    if ((size_t)(reader->end - reader->at) < length) {
        reader->at = reader->end;
        return NULL;
    }
    const uint8_t *taken = reader->at;
    reader->at += length;
    return taken;
}

static bool take_u32(struct reader *reader, uint32_t *value) {
    const uint8_t *bytes = take(reader, sizeof *value);
    if (!bytes)
        return false;
    memcpy(value, bytes, sizeof *value);
    return true;
}

// A string's length does not count the zero that must follow; there is none inside.
static bool take_string(struct reader *reader) {
    uint32_t length;
    if (!take_u32(reader, &length))
        return false;
    const uint8_t *text = take(reader, (size_t)length + 1);
    return text && text[length] == 0 && !memchr(text, 0, length);
}

static bool take_list(struct reader *reader) {
    uint32_t count;
    if (!take_u32(reader, &count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!take_string(reader))
            return false;
    return true;
}

static bool take_operand(struct reader *reader, char type, uint32_t slots) {
    uint32_t value;
    switch (type) {
    case 'u':
        return take_u32(reader, &value);
    case 'q':
        return take(reader, sizeof(uint64_t)) != NULL;
    case 'f':
        return take_u32(reader, &value) && value < slots;
    case 's':
        return take_string(reader);
    case 'b':
        return take_u32(reader, &value) && take(reader, value);
    case 'l':
        return take_list(reader);
    default:
        return false;
    }
}

static bool operands_match(struct step step, uint32_t slots) {
    const char *types = OPERANDS[step.op];
    if (!types)
        return false;
    for (; *types; types++)
        if (!take_operand(&step.operands, *types, slots))
            return false;
    return step.operands.at == step.operands.end;
}

static bool header_valid(const struct program_header *header, uint32_t passed) {
    return header->magic == PROGRAM_MAGIC && (header->mode & ~(uint32_t)MODE_ALL) == 0 &&
           header->slots <= PROGRAM_MAX_SLOTS && passed <= header->slots && header->state_slot < passed &&
           (header->oom_slot == SLOT_NONE || header->oom_slot < passed) &&
           (header->pid_slot == SLOT_NONE || header->pid_slot < passed) &&
           (header->cgroup_slot == SLOT_NONE || header->cgroup_slot < passed) &&
           header->held_count <= PROGRAM_MAX_HELD && header->held_first <= passed &&
           header->held_count <= passed - header->held_first;
}

bool program_next(struct reader *steps, struct step *step) {
    uint32_t op, length;
    if (steps->at == steps->end || !take_u32(steps, &op) || !take_u32(steps, &length))
        return false;
    const uint8_t *operands = take(steps, length);
    if (!operands || op == OP_NONE || op >= OP_COUNT)
        return false;
    step->op = (enum step_op)op;
    step->operands = (struct reader){operands, operands + length};
    return true;
}

struct reader program_steps(const struct program *program) {
    return (struct reader){program->bytes + sizeof program->header, program->bytes + program->size};
}

bool program_decode(struct program *program, const uint8_t *bytes, size_t size, uint32_t passed) {
    if (size < sizeof program->header || size > PROGRAM_MAX_SIZE)
        return false;
    program->bytes = bytes;
    program->size = size;
    memcpy(&program->header, bytes, sizeof program->header);
    if (!header_valid(&program->header, passed))
        return false;
    struct reader steps = program_steps(program);
    struct step step = {.op = OP_NONE};
    for (uint32_t i = 0; i < program->header.steps; i++)
        if (!program_next(&steps, &step) || !operands_match(step, program->header.slots))
            return false;
    return steps.at == steps.end && step.op == OP_EXEC;
}

uint32_t read_u32(struct reader *reader) {
    uint32_t value = 0;
    take_u32(reader, &value);
    return value;
}

uint64_t read_u64(struct reader *reader) {
    uint64_t value = 0;
    const uint8_t *bytes = take(reader, sizeof value);
    if (bytes)
        memcpy(&value, bytes, sizeof value);
    return value;
}

const char *read_string(struct reader *reader) {
    uint32_t length;
    const uint8_t *bytes = read_bytes(reader, &length);
    take(reader, 1);
    return bytes ? (const char *)bytes : "";
}

const uint8_t *read_bytes(struct reader *reader, uint32_t *length) {
    *length = read_u32(reader);
    const uint8_t *bytes = take(reader, *length);
    if (!bytes)
        *length = 0;
    return bytes;
}
