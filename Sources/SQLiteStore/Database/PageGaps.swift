import GRDB
import GRDBSQLite

/// Overwrites the space between the cells of a database's pages, in the file.
///
/// `secure_delete` overwrites a row where it stands when it is deleted. But where a page is split or evened out with its
/// siblings, SQLite moves rows and leaves their old bytes in the unallocated space of the page that they left (`rebuildPage`
/// in its btree.c): a later deletion does not reach them there. One value in some hundreds was found again in this way.
///
/// The pages are written by SQLite's own file handle, as a checkpoint writes them, and only where no page says that anything
/// is: whoever reads them meanwhile, or a crash in the middle, sees the same rows. The alternative, VACUUM, writes everything
/// anew for each erasure.
struct PageGaps {
    private let file: UnsafeMutablePointer<sqlite3_file>
    private let methods: sqlite3_io_methods
    private let pageSize: Int

    /// Pages read at one time, in bytes.
    private static let readBytes = 1 << 20
    /// The first byte of a page that is no B-tree page is that of a page number: with fewer pages than this it is 0 or 1.
    private static let pageCountEnd = 0x0200_0000

    /// - Parameter db: a connection that holds the lock for writing, and nothing is in the write-ahead log: nobody else writes
    ///   into the file.
    init(of db: Database) throws {
        var found: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &found)
        guard code == SQLITE_OK, let found, let methods = found.pointee.pMethods else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "no access to the file")
        }
        file = found
        self.methods = methods.pointee
        pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
        // A file that is encrypted, or whose pages end in something of an extension's (byte 20), has no such spaces to write in;
        // and in one that vacuums itself pages of pointers have a first byte of another meaning.
        let header = try Self.read(21, at: 0, found, methods.pointee)
        guard pageSize >= 512, header.starts(with: "SQLite format 3\0".utf8), header[20] == 0,
            try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") == 0
        else { throw DatabaseError(message: "the file is not of the form that this program makes") }
    }

    /// Overwrites all of them and makes that durable.
    func overwrite() throws {
        var size: sqlite3_int64 = 0
        try check(methods.xFileSize(file, &size))
        let pageCount = Int(size) / pageSize
        guard pageCount < Self.pageCountEnd else { throw DatabaseError(message: "the file is too large") }
        let pagesAtOnce = Self.readBytes / pageSize
        for first in stride(from: 0, to: pageCount, by: pagesAtOnce) {
            let count = min(pagesAtOnce, pageCount - first)
            let bytes = try Self.read(count * pageSize, at: first * pageSize, file, methods)
            for page in 0..<count {
                guard let gap = gap(of: bytes.span, page: page, isFirst: first + page == 0),
                    bytes[gap].contains(where: { $0 != 0 })
                else { continue }
                let zeros = [UInt8](repeating: 0, count: gap.count)
                try check(
                    methods.xWrite(file, zeros, CInt(gap.count), sqlite3_int64(first * pageSize + gap.lowerBound)))
            }
        }
        try check(methods.xSync(file, SQLITE_SYNC_FULL))
    }

    /// The unallocated space of a B-tree page (SQLite file format §1.6), within `bytes`; nil for other pages.
    private func gap(of bytes: Span<UInt8>, page: Int, isFirst: Bool) -> Range<Int>? {
        let start = page * pageSize
        let header = start + (isFirst ? 100 : 0)
        func number(_ offset: Int) -> Int { Int(bytes[header + offset]) << 8 | Int(bytes[header + offset + 1]) }
        let headerSize: Int
        switch bytes[header] {
        case 0x02, 0x05: headerSize = 12
        case 0x0A, 0x0D: headerSize = 8
        default: return nil
        }
        let from = header + headerSize + 2 * number(3)
        let content = start + (number(5) == 0 ? 65536 : number(5))
        guard from < content, content <= start + pageSize else { return nil }
        return from..<content
    }

    private static func read(
        _ count: Int, at offset: Int, _ file: UnsafeMutablePointer<sqlite3_file>, _ methods: sqlite3_io_methods
    ) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let code = methods.xRead(file, &bytes, CInt(count), sqlite3_int64(offset))
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        return bytes
    }

    private func check(_ code: CInt) throws {
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
