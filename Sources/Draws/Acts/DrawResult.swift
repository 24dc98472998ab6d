public import TransparencyLog

/// That the draw was made, and what came of it.
///
///     yima-draw/1 result
///     draw: <name>
///     commitment: <its entry in the ledger>
///     checkpoint: <size> <root, base 64>          the first complete checkpoint after it
///     seed: <SHA-256, hexadecimal>
///     result: <lines> <root, base 64>
public struct DrawResult: Hashable, Sendable {
    public let name: DrawName
    public let commitment: UInt64
    public let treeSize: UInt64
    public let root: MerkleHash
    public let seed: DrawSeed
    /// Of the file of the result.
    public let result: LineTree

    public init(
        name: DrawName, commitment: UInt64, treeSize: UInt64, root: MerkleHash, seed: DrawSeed, result: LineTree
    ) {
        self.name = name
        self.commitment = commitment
        self.treeSize = treeSize
        self.root = root
        self.seed = seed
        self.result = result
    }

    static let act = "result"

    public var text: String {
        var text = ActText()
        text.add("draw", name)
        text.add("commitment", commitment)
        text.add("checkpoint", "\(treeSize) \(root.base64)")
        text.add("seed", seed)
        text.add("result", result)
        return text.text(Self.act)
    }

    /// Reads exactly what `text` gives.
    public init(text: String) throws(DrawError) {
        guard let read = ActText(text, of: Self.act), let name = read.value("draw").flatMap({ DrawName($0) }),
            let commitment = read.number("commitment"), let head = read.tree("checkpoint"),
            let seed = read.value("seed").flatMap({ DrawSeed(hexadecimal: $0) }), let result = read.tree("result")
        else { throw .malformedAct }
        self.init(
            name: name, commitment: UInt64(commitment), treeSize: UInt64(head.count), root: head.root, seed: seed,
            result: result)
        guard self.text.utf8.elementsEqual(text.utf8) else { throw .malformedAct }
    }
}

/// What the inspections found, as it is made public.
///
///     yima-draw/1 publication
///     draw: <name>
///     findings: <lines> <root, base 64>
public struct DrawPublication: Hashable, Sendable {
    public let name: DrawName
    /// Of the file of the findings.
    public let findings: LineTree

    public init(name: DrawName, findings: LineTree) {
        self.name = name
        self.findings = findings
    }

    static let act = "publication"

    public var text: String {
        var text = ActText()
        text.add("draw", name)
        text.add("findings", findings)
        return text.text(Self.act)
    }

    /// Reads exactly what `text` gives.
    public init(text: String) throws(DrawError) {
        guard let read = ActText(text, of: Self.act), let name = read.value("draw").flatMap({ DrawName($0) }),
            let findings = read.tree("findings")
        else { throw .malformedAct }
        self.init(name: name, findings: findings)
        guard self.text.utf8.elementsEqual(text.utf8) else { throw .malformedAct }
    }
}
