// The decoder takes what is whole and refuses everything else, without ever reading outside its block.
#include "program.h"

#include "check.h"

struct writer {
    uint8_t bytes[4096];
    size_t size;
};

static void put(struct writer *writer, const void *bytes, size_t size) {
    memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
}

static void put_u32(struct writer *writer, uint32_t value) {
    put(writer, &value, sizeof value);
}

static void put_string(struct writer *writer, const char *text) {
    put_u32(writer, (uint32_t)strlen(text));
    put(writer, text, strlen(text) + 1);
}

static void put_step(struct writer *writer, enum step_op op, const struct writer *operands) {
    put_u32(writer, op);
    put_u32(writer, (uint32_t)operands->size);
    put(writer, operands->bytes, operands->size);
}

static struct program_header header(uint32_t steps) {
    return (struct program_header){.magic = PROGRAM_MAGIC,
                                   .steps = steps,
                                   .mode = MODE_STDIN,
                                   .slots = 4,
                                   .state_slot = 0,
                                   .oom_slot = SLOT_NONE,
                                   .pid_slot = SLOT_NONE,
                                   .cgroup_slot = SLOT_NONE};
}

// A program of three steps: hostname, seccomp, exec.
static struct writer sample(void) {
    struct writer program = {.size = 0}, host = {.size = 0}, filter = {.size = 0}, exec = {.size = 0};
    struct program_header head = header(3);
    put(&program, &head, sizeof head);
    put_string(&host, "web");
    put_step(&program, OP_HOSTNAME, &host);
    put_u32(&filter, 0);
    put_u32(&filter, 8);
    put(&filter, "\6\0\0\0\0\0\377\177", 8);
    put_step(&program, OP_SECCOMP, &filter);
    put_u32(&exec, 2);
    put_string(&exec, "echo");
    put_string(&exec, "hi");
    put_u32(&exec, 1);
    put_string(&exec, "PATH=/bin");
    put_step(&program, OP_EXEC, &exec);
    return program;
}

static void reads_what_was_written(void) {
    struct writer writer = sample();
    struct program program;
    struct step step;
    uint32_t length;
    CHECK(program_decode(&program, writer.bytes, writer.size, 4));
    struct reader steps = program_steps(&program);
    CHECK(program_next(&steps, &step) && step.op == OP_HOSTNAME);
    CHECK(strcmp(read_string(&step.operands), "web") == 0);
    CHECK(program_next(&steps, &step) && step.op == OP_SECCOMP);
    CHECK(read_u32(&step.operands) == 0);
    CHECK(read_bytes(&step.operands, &length)[0] == 6 && length == 8);
    CHECK(program_next(&steps, &step) && step.op == OP_EXEC);
    CHECK(read_u32(&step.operands) == 2);
    CHECK(strcmp(read_string(&step.operands), "echo") == 0);
    CHECK(!program_next(&steps, &step));
    CHECK(read_u32(&(struct reader){NULL, NULL}) == 0);
}

static bool decodes(struct program_header head, uint32_t passed) {
    struct writer writer = sample();
    struct program program;
    head.steps = 3;
    memcpy(writer.bytes, &head, sizeof head);
    return program_decode(&program, writer.bytes, writer.size, passed);
}

static void refuses_wrong_headers(void) {
    struct program_header head = header(3);
    CHECK(decodes(head, 1));
    head.magic++;
    CHECK(!decodes(head, 1));
    head = header(3), head.state_slot = 1;
    CHECK(!decodes(head, 1));
    head = header(3), head.oom_slot = 4;
    CHECK(!decodes(head, 4));
    head = header(3), head.pid_slot = 9;
    CHECK(!decodes(head, 4));
    head = header(3), head.cgroup_slot = 2;
    CHECK(!decodes(head, 2));
    head = header(3), head.slots = PROGRAM_MAX_SLOTS + 1;
    CHECK(!decodes(head, 1));
    head = header(3), head.held_first = 2, head.held_count = 3;
    CHECK(!decodes(head, 4));
    head = header(3), head.held_first = 0xfffffff0u, head.held_count = 0x20;
    CHECK(!decodes(head, 4));
    head = header(3), head.mode = 4;
    CHECK(!decodes(head, 1));
    CHECK(!decodes(header(3), 5));
}

// Every shorter block and every number changed is refused or decoded to the end, never read past.
static void refuses_truncated_blocks(void) {
    struct writer writer = sample();
    struct program program;
    for (size_t size = 0; size < writer.size; size++) {
        uint8_t *block = malloc(size + 1);
        memcpy(block, writer.bytes, size);
        CHECK(!program_decode(&program, block, size, 4));
        free(block);
    }
}

static void refuses_a_slot_that_is_not_there(void) {
    struct writer program = {.size = 0}, join = {.size = 0}, exec = {.size = 0};
    struct program_header head = header(2);
    struct program decoded;
    put(&program, &head, sizeof head);
    put_u32(&join, 4);
    put_step(&program, OP_CGROUP_JOIN, &join);
    put_u32(&exec, 0);
    put_u32(&exec, 0);
    put_step(&program, OP_EXEC, &exec);
    CHECK(!program_decode(&decoded, program.bytes, program.size, 4));
}

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void read_all(const struct program *program) {
    struct reader steps = program_steps(program);
    struct step step;
    while (program_next(&steps, &step))
        while (step.operands.at < step.operands.end)
            read_string(&step.operands);
}

// From fixed seeds: random bytes changed in a good program, in a block that is exactly as long.
static void survives_damage(void) {
    const struct writer writer = sample();
    unsigned accepted = 0;
    for (uint64_t seed = 1; seed <= 200000; seed++) {
        uint64_t state = seed * 0x9e3779b97f4a7c15u;
        size_t size = writer.size - (next_random(&state) % 4 == 0 ? next_random(&state) % writer.size : 0);
        uint8_t *block = malloc(size + 1);
        memcpy(block, writer.bytes, size);
        for (uint64_t changes = next_random(&state) % 4; changes > 0 && size > 0; changes--)
            block[next_random(&state) % size] = (uint8_t)next_random(&state);
        block = realloc(block, size ? size : 1);
        struct program program;
        if (program_decode(&program, block, size, (uint32_t)(next_random(&state) % 5))) {
            accepted++;
            read_all(&program);
        }
        free(block);
    }
    CHECK(accepted > 0);
}

int main(void) {
    reads_what_was_written();
    refuses_wrong_headers();
    refuses_truncated_blocks();
    refuses_a_slot_that_is_not_there();
    survives_damage();
    return 0;
}
