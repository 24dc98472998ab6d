import CZlib

/// gzip (RFC 1952), as entry bundles may travel: C2SP tlog-tiles asks for it as a content coding, and entries of one journal
/// repeat each other.
public enum Gzip {
    /// As an HTTP content coding.
    public static let name = "gzip"

    /// Whether a content coding is gzip, by its name or by the older one that stands for it (RFC 9110 §8.4.1.3).
    public static func isName(_ coding: String) -> Bool {
        [name, "x-gzip"].contains(coding.lowercased())
    }

    /// Why bytes are not what was packed.
    public enum Failure: Error, Hashable, Sendable {
        /// Not gzip, cut short, or with something after it.
        case malformed
        /// What it unpacks to is longer than was allowed.
        case tooLarge
    }

    /// Packs bytes, fast rather than as small as can be.
    public static func pack(_ bytes: [UInt8]) -> [UInt8] {
        let stream = Stream()
        defer { stream.free() }
        let begun = deflateInit2_(
            stream.state, Z_BEST_SPEED, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, stream.size)
        precondition(begun == Z_OK, "zlib has no memory")
        defer { deflateEnd(stream.state) }
        let bound = Int(deflateBound(stream.state, uLong(bytes.count)))
        return [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            let code = stream.run(bytes, from: 0, into: target.baseAddress, bound) { deflate($0, Z_FINISH) }
            precondition(code == Z_STREAM_END, "deflateBound gives room for everything")
            count = bound - Int(stream.state.pointee.avail_out)
        }
    }

    /// Unpacks one gzip member, or several one after another (RFC 1952 §2.2), to at most `bytesMax` bytes together.
    public static func unpack(_ bytes: [UInt8], bytesMax: Int) throws(Failure) -> [UInt8] {
        let stream = Stream()
        defer { stream.free() }
        guard inflateInit2_(stream.state, windowBits, ZLIB_VERSION, stream.size) == Z_OK else { throw .malformed }
        defer { inflateEnd(stream.state) }
        var unpacked: [UInt8] = []
        var read = 0
        while true {
            // What comes out grows with what went in: a few bytes never make this reserve the whole bound.
            let room = min(max(64 << 10, unpacked.count), bytesMax + 1 - unpacked.count)
            var code = Z_OK
            let part = [UInt8](unsafeUninitializedCapacity: room) { target, count in
                code = stream.run(bytes, from: read, into: target.baseAddress, room) { inflate($0, Z_NO_FLUSH) }
                count = room - Int(stream.state.pointee.avail_out)
            }
            read = bytes.count - Int(stream.state.pointee.avail_in)
            unpacked += part
            guard unpacked.count <= bytesMax else { throw .tooLarge }
            if code == Z_STREAM_END {
                if read == bytes.count { return unpacked }
                code = inflateReset(stream.state)
            } else if part.isEmpty {
                throw .malformed
            }
            guard code == Z_OK else { throw .malformed }
        }
    }

    /// 32 KiB of window, and gzip's own header and checksum.
    private static let windowBits: CInt = 15 + 16

    /// zlib's stream, which must not move while it is in use.
    private struct Stream {
        let state: UnsafeMutablePointer<z_stream>
        let size = CInt(MemoryLayout<z_stream>.size)

        init() {
            state = .allocate(capacity: 1)
            state.initialize(to: z_stream())
        }

        func free() {
            state.deinitialize(count: 1)
            state.deallocate()
        }

        /// One step over the bytes from `first` on.
        func run(
            _ bytes: [UInt8], from first: Int, into target: UnsafeMutablePointer<UInt8>?, _ room: Int,
            _ step: (UnsafeMutablePointer<z_stream>) -> CInt
        ) -> CInt {
            bytes.withUnsafeBufferPointer { source in
                // zlib does not write to what it reads; its interface only does not say so.
                state.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.advanced(by: first))
                state.pointee.avail_in = uInt(source.count - first)
                state.pointee.next_out = target
                state.pointee.avail_out = uInt(room)
                return step(state)
            }
        }
    }
}
