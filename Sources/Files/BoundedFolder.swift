/// A folder of files that can be fetched again: of more than it may hold those go that were used longest ago.
package struct BoundedFolder: Sendable {
    private let directory: String
    private let fileCountMax: Int
    private let byteCountMax: Int
    /// Whether a name is of a file of this folder; others are let be.
    private let isOwn: @Sendable (String) -> Bool

    package init(
        directory: String, fileCountMax: Int, byteCountMax: Int, isOwn: @escaping @Sendable (String) -> Bool
    ) {
        self.directory = directory
        self.fileCountMax = fileCountMax
        self.byteCountMax = byteCountMax
        self.isOwn = isOwn
    }

    /// The file's path; it counts as used now.
    package func use(_ name: String) -> String {
        let path = "\(directory)/\(name)"
        PosixFile.touch(path)
        return path
    }

    /// Takes away what is too much, but for one file. What cannot be taken away stays, and is tried the next time.
    package func prune(keeping kept: String) {
        guard let names = try? PosixFile.names(in: directory) else { return }
        let files = names.filter { isOwn($0) && $0 != kept }.compactMap { name in
            PosixFile.measure("\(directory)/\(name)").map { (name: name, byteCount: $0.byteCount, touched: $0.touched) }
        }
        var (fileCount, byteCount) = (1, PosixFile.measure("\(directory)/\(kept)")?.byteCount ?? 0)
        for file in files.sorted(by: { ($0.touched, $0.name) > ($1.touched, $1.name) }) {
            fileCount += 1
            byteCount += file.byteCount
            guard fileCount > fileCountMax || byteCount > byteCountMax else { continue }
            WholeFile.remove("\(directory)/\(file.name)")
        }
    }
}
