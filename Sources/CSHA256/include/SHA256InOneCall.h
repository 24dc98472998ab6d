#pragma once
#include <stddef.h>

/// SHA-256 of bytes that stand together, by swift-crypto's own BoringSSL: one call, and no object on the heap for each hash, which for the
/// 64 bytes of a tree's node costs as much as the hash itself.
///
/// @return 1, or 0 where that library offers no such function any more: then nothing was written, and the caller asks swift-crypto.
int yima_sha256(const void *bytes, size_t count, unsigned char *digest);
