import CZip
import Glibc
import Profiles

/// The container of a workbook, in memory: parts by name, unpacked piece by piece within limits.
final class ZipArchive {
    private let archive: OpaquePointer
    private let limits: XLSXLimits
    /// Bytes of all parts that were unpacked so far.
    private var unpackedBytes = 0

    init(_ bytes: [UInt8], limits: XLSXLimits) throws(ScanError) {
        self.limits = limits
        guard let source = Self.source(bytes) else { throw .damagedWorkbook }
        guard let opened = zip_open_from_source(source, ZIP_RDONLY, nil) else {
            zip_source_free(source)
            throw .damagedWorkbook
        }
        archive = opened
        guard zip_get_num_entries(archive, 0) <= limits.entriesMax else {
            throw .workbook(XLSXWording.tooLarge("files in the workbook", "工作簿中的文件数"))
        }
    }

    deinit { zip_discard(archive) }

    /// A copy of the bytes that belongs to libzip.
    private static func source(_ bytes: [UInt8]) -> OpaquePointer? {
        guard let copy = malloc(max(bytes.count, 1)) else { return nil }
        bytes.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { memcpy(copy, start, bytes.count) }
        }
        guard let source = zip_source_buffer_create(copy, UInt64(bytes.count), 1, nil) else {
            free(copy)
            return nil
        }
        return source
    }

    func contains(_ name: String) -> Bool { index(of: name) != nil }

    private func index(of name: String) -> UInt64? {
        // Names of parts are told without regard to case (ISO/IEC 29500-2 §6.2.2.3).
        let index = zip_name_locate(archive, name, UInt32(ZIP_FL_NOCASE))
        return index < 0 ? nil : UInt64(index)
    }

    /// Opens a part; nil where there is none of that name.
    func part(_ name: String) throws(ScanError) -> ZipPart? {
        guard let index = index(of: name) else { return nil }
        var information = zip_stat_t()
        guard zip_stat_index(archive, index, 0, &information) == 0 else { throw .damagedWorkbook }
        if information.valid & UInt64(ZIP_STAT_ENCRYPTION_METHOD) != 0, information.encryption_method != 0 {
            throw .workbook(XLSXWording.password, hint: XLSXWording.removePassword)
        }
        guard information.valid & UInt64(ZIP_STAT_COMP_SIZE) != 0, let file = zip_fopen_index(archive, index, 0)
        else { throw .damagedWorkbook }
        return ZipPart(file, of: self, packedBytes: Int(clamping: information.comp_size))
    }

    /// Counts what was unpacked: of a part in all, and in this piece.
    fileprivate func count(_ partBytes: Int, _ piece: Int, packedBytes: Int) throws(ScanError) {
        unpackedBytes += piece
        guard unpackedBytes <= limits.unpackedBytesMax else {
            throw .workbook(XLSXWording.tooLarge("the unpacked workbook", "工作簿解压后的大小"))
        }
        guard partBytes < 1 << 20 || partBytes / max(limits.ratioMax, 1) <= packedBytes else {
            throw .workbook(XLSXWording.tooLarge("the workbook's compression", "工作簿的压缩比"))
        }
    }
}

/// One part, read from its beginning to its end.
final class ZipPart {
    private let file: OpaquePointer
    private let archive: ZipArchive
    private let packedBytes: Int
    private var unpackedBytes = 0

    private static let chunkBytes = 1 << 16

    fileprivate init(_ file: OpaquePointer, of archive: ZipArchive, packedBytes: Int) {
        self.file = file
        // Keeps the archive open as long as a part of it is.
        self.archive = archive
        self.packedBytes = packedBytes
    }

    deinit { zip_fclose(file) }

    /// The next bytes; nil at the end, where libzip has compared the checksum.
    func next() throws(ScanError) -> [UInt8]? {
        var isFailed = false
        let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            let read = zip_fread(file, start, UInt64(Self.chunkBytes))
            isFailed = read < 0
            count = Int(max(read, 0))
        }
        guard !isFailed else { throw .damagedWorkbook }
        unpackedBytes += chunk.count
        try archive.count(unpackedBytes, chunk.count, packedBytes: packedBytes)
        return chunk.isEmpty ? nil : chunk
    }
}
