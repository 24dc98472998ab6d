import CommandSupport
import DeviceSync
import Files
import Ledger
import StrictJSON
import TransparencyLog
import Values

/// What an inspector has taken down of devices, kept in the user's state directory: a directory for each journal, a file for each
/// checkpoint. Nothing of it is ever written over.
enum FieldNotes {
    /// A checkpoint with the moment at which it was taken down, by this machine's clock.
    struct Kept {
        let note: FieldNote
        let noted: Timestamp
    }

    private static let format = "yima-field-note/1"

    private static func directory(_ journal: JournalName) -> String {
        "\(Places.field)/\(LedgerTrust.fileName("\(journal)"))"
    }

    /// Keeps a note; gives when it was taken down first, where that was before.
    static func keep(_ note: FieldNote, at moment: Timestamp) throws(CommandError) -> Timestamp? {
        if let held = try all(of: note.journal).first(where: { $0.note == note }) { return held.noted }
        let text = JSONNode.object([
            ("format", .string(format)), ("noted", .string("\(moment)")), ("note", .string(note.text)),
        ]).formatted()
        let mark = MerkleHash.leaf(note.text.utf8).description.prefix(16)
        try FileWriter.makeDirectory(directory(note.journal))
        try FileWriter.write(
            text + [0x0A], to: "\(directory(note.journal))/\(note.checkpoint.treeSize)-\(mark).json", existing: .refused
        )
        return nil
    }

    /// The notes of a journal, or of all: by journal, then by how much was signed.
    static func all(of journal: JournalName? = nil) throws(CommandError) -> [Kept] {
        var kept: [Kept] = []
        let folders =
            if let journal { [directory(journal)] } else { try names(in: Places.field).map { "\(Places.field)/\($0)" } }
        for folder in folders {
            for name in try names(in: folder) where name.hasSuffix(".json") {
                kept.append(try read("\(folder)/\(name)"))
            }
        }
        return kept.sorted {
            let (left, right) = ($0.note, $1.note)
            return (left.journal.description, left.checkpoint.treeSize, left.text)
                < (right.journal.description, right.checkpoint.treeSize, right.text)
        }
    }

    private static func read(_ path: String) throws(CommandError) -> Kept {
        let bytes = try ByteSource(path: path).rest(bytesMax: 64 << 10) ?? []
        let root = try? JSONDocument(bytes).root
        guard let root, root["format"]?.string == format, let line = root["note"]?.string,
            let noted = root["noted"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else {
            throw CommandError(.badInput, at: Wording(path), en: "not a field note", zh: "不是现场记录")
        }
        do throws(FieldNoteError) {
            return Kept(note: try FieldNote(parsing: Array(line.utf8)), noted: noted)
        } catch {
            throw CommandError(.badInput, at: Wording(path), error.wording)
        }
    }

    /// None where there is no such directory.
    private static func names(in directory: String) throws(CommandError) -> [String] {
        guard FileWriter.exists(directory) else { return [] }
        do throws(PosixFile.Failure) { return try PosixFile.names(in: directory).sorted() } catch {
            throw .cannotRead(error.path, error.code)
        }
    }
}
