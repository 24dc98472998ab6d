// Counts allocations by standing before glibc's: a program that this is linked into has these symbols first, and the shared libraries that
// it loads (Swift's runtime, SQLite, libsodium) find them there. Memory still comes from glibc, so free needs no stand-in.
#define _GNU_SOURCE
#include "AllocationCount.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define HAS_OTHER_ALLOCATOR 1
#endif
#endif

static atomic_bool counting;
static atomic_uint_fast64_t count;

void allocation_count_start(void) {
    atomic_store(&count, 0);
    atomic_store(&counting, true);
}

uint64_t allocation_count_stop(void) {
    atomic_store(&counting, false);
    return atomic_load(&count);
}

#ifdef HAS_OTHER_ALLOCATOR

bool allocation_count_works(void) { return false; }

#else

bool allocation_count_works(void) {
    bool before = atomic_load(&counting);
    uint64_t kept = atomic_load(&count);
    atomic_store(&counting, true);
    void *volatile piece = malloc(1);
    free(piece);
    atomic_store(&counting, before);
    return atomic_exchange(&count, kept) > kept;
}

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static inline void note(void) {
    // Cheap enough to stay in every bench: a load and a branch where nothing is counted.
    if (atomic_load_explicit(&counting, memory_order_relaxed)) atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
}

void *malloc(size_t size) {
    note();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    note();
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    note();
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    note();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    note();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
    note();
    void *got = __libc_memalign(alignment, size);
    if (!got) return ENOMEM;
    *memory = got;
    return 0;
}

#endif
