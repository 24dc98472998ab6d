import TransparencyLog

/// The text of an act: a first line that says which, then `name: value` lines in a fixed order, each ended by LF.
///
/// There is one form only: who reads an act writes it again and compares.
package struct ActText {
    package private(set) var lines: [(name: String, value: String)] = []
    /// What the first line begins with, which says what kind of acts these are.
    private let form: String

    static let header = "yima-draw/1 "
    /// The longest value, in bytes.
    package static let valueBytesMax = 1024

    /// A text that is to be written.
    package init(_ form: String = Self.header) { self.form = form }

    package mutating func add(_ name: String, _ value: some CustomStringConvertible) {
        lines.append((name, "\(value)"))
    }

    package func text(_ act: String) -> String {
        "\(form)\(act)\n" + lines.map { "\($0.name): \($0.value)\n" }.joined()
    }

    /// Whether every value fits on its line.
    package var isWritable: Bool {
        lines.allSatisfy { line in
            (1...Self.valueBytesMax).contains(line.value.utf8.count)
                && line.value.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        }
    }

    /// Reads a text of an act; nil where it is of another, or not in lines of this form.
    package init?(_ text: String, of act: String, _ form: String = Self.header) {
        self.form = form
        guard text.utf8.last == 0x0A else { return nil }
        var rows = text.utf8.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        guard rows.removeFirst() == "\(form)\(act)" else { return nil }
        for row in rows {
            guard let colon = row.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let value = row.utf8[colon...].dropFirst()
            guard value.first == 0x20 else { return nil }
            lines.append((String(row[..<colon]), String(Substring(value.dropFirst()))))
        }
        guard isWritable else { return nil }
    }

    package func value(_ name: String) -> String? { lines.first { $0.name == name }?.value }

    package func values(_ name: String) -> [String] { lines.lazy.filter { $0.name == name }.map(\.value) }

    package func number(_ name: String) -> Int? { value(name).flatMap { Int(canonical: Array($0.utf8)[...]) } }

    /// `<count> <root in base 64>`
    func tree(_ name: String) -> LineTree? {
        guard let words = value(name)?.split(separator: " ", omittingEmptySubsequences: false), words.count == 2,
            let count = Int(canonical: Array(words[0].utf8)[...]), let root = MerkleHash(base64: words[1])
        else { return nil }
        return LineTree(count: count, root: root)
    }
}

extension LineTree: CustomStringConvertible {
    public var description: String { "\(count) \(root.base64)" }
}
