import CommandSupport
import Files

/// The codes that this user asked about lately, newest first, for the shell's completion and nothing else. Nobody else may read
/// them, and where they cannot be kept nothing is lost.
enum RecentCodes {
    private static let countMax = 50
    private static let codeBytesMax = 512
    private static let fileBytesMax = (codeBytesMax + 1) * countMax

    /// The codes as they were written.
    static func all() -> [String] {
        guard FileWriter.exists(Places.recentCodes),
            let bytes = (try? ByteSource(path: Places.recentCodes).rest(bytesMax: fileBytesMax)) ?? nil
        else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Remembers a code that something is on record about.
    static func note(_ written: String) {
        guard !written.isEmpty, written.utf8.count <= codeBytesMax, !written.utf8.contains(0x0A) else { return }
        let known = all()
        guard known.first != written else { return }
        let codes = [written] + known.filter { $0 != written }.prefix(countMax - 1)
        try? FileWriter.makeDirectory(Places.state)
        try? FileWriter.write(
            Array((codes.joined(separator: "\n") + "\n").utf8), to: Places.recentCodes, mode: 0o600,
            existing: .replaced)
    }
}
