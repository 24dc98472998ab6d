import CommandSupport
import Draws
import Files
import StrictJSON
import Values

/// A folder with all that was published of a draw: `scripts/check_draw.py` reads it too.
struct DrawFiles {
    let directory: String

    /// The name of a file of the draw.
    private func path(_ file: DrawFile) -> String { "\(directory)/\(file.rawValue).txt" }

    private var seedPath: String { "\(directory)/seed.json" }
    private var actsPath: String { "\(directory)/acts.json" }
    private var evidencePath: String { "\(directory)/evidence.yima" }

    func keep(_ bytes: [UInt8], as file: DrawFile, _ existing: FileWriter.Existing = .replaced) throws(CommandError) {
        try FileWriter.makeDirectory(directory)
        try FileWriter.write(bytes, to: path(file), existing: existing)
    }

    /// A file of the draw; nil where it is not there.
    func load(_ file: DrawFile) throws(CommandError) -> [UInt8]? {
        guard FileWriter.exists(path(file)) else { return nil }
        return try ByteSource(path: path(file)).rest(bytesMax: LineTree.bytesMax)
    }

    /// Writes everything that is known of a draw.
    func keep(_ checked: CheckedDraw) throws(CommandError) {
        try FileWriter.makeDirectory(directory)
        for (file, bytes) in checked.files where file != .result { try keep(bytes, as: file) }
        for (number, bytes) in checked.earlier {
            try FileWriter.write(bytes, to: "\(directory)/findings-\(number).txt", existing: .replaced)
        }
        // As it stands now, with every substitution.
        if let draw = checked.check.draw { try keep(draw.file, as: .result) }
        if let proof = checked.proof {
            try FileWriter.write(proof.json.formatted() + [0x0A], to: seedPath, existing: .replaced)
        }
        try FileWriter.write(checked.evidence, to: evidencePath, existing: .replaced)
        let record = checked.record
        func text(_ value: String?) -> JSONNode { value.map(JSONNode.string) ?? .null }
        let acts = JSONNode.object([
            ("draw", .string("\(record.name)")), ("commitment", text(record.commitment?.act.text)),
            ("result", text(record.result?.act.text)),
            ("substitutions", .strings(record.substitutions.map(\.act.text))),
            ("publications", .strings(record.publications.map(\.act.text))),
        ])
        try FileWriter.write(acts.formatted() + [0x0A], to: actsPath, existing: .replaced)
    }
}
