#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

#include <stdbool.h>
#include <stdint.h>

/// Begins to count, from zero, how often this process asks for memory, whichever of its threads does.
void allocation_count_start(void);

/// Ends it, and gives the number: calls of malloc, calloc, realloc, posix_memalign, aligned_alloc and memalign.
uint64_t allocation_count_stop(void);

/// Whether allocations are seen at all: not so under a sanitizer, which has its own.
bool allocation_count_works(void);

#endif
