import StrictJSON
import Values

/// A scheme's check character: which algorithm, over which parts, in which part it stands.
struct SchemeCheck: Sendable {
    let algorithm: CheckAlgorithm
    /// Indexes of the parts whose characters, in this order, are checked.
    let over: [Int]
    /// Index of the part, one character long, that is the check.
    let part: Int

    init(_ node: DefinitionNode, parts: [SchemePart]) throws(LocatedError) {
        algorithm = try Self.algorithm(node)
        // Parameters of another algorithm would be read by no one.
        let parameters: Set<String> =
            if case .weighted = algorithm { ["weights", "modulus", "complement", "symbols"] } else { [] }
        try node.checkMembers(parameters.union(["algorithm", "over", "part"]))
        over = try node.required("over").elements().map { element throws(LocatedError) in
            try Self.index(element, parts)
        }
        let partNode = try node.required("part")
        part = try Self.index(partNode, parts)
        guard parts[part].lengthMax == 1, !over.contains(part), !over.isEmpty else {
            throw partNode.error(
                Wording(
                    en: "the check is one character, of a part that it does not itself check",
                    zh: "校验位应为一个字符，且不在被校验的部分之内"))
        }
    }

    /// The check character that belongs to the code; nil where a character has no value in the algorithm.
    func character(of match: SchemeMatch) -> UInt8? {
        let first = match.ranges[over[0]]
        var end = first.lowerBound
        for index in over {
            // Parts that do not follow each other are put together first.
            guard match.ranges[index].lowerBound == end else {
                return algorithm.character(after: over.reduce(into: []) { $0 += match.value($1) }[...])
            }
            end = match.ranges[index].upperBound
        }
        return algorithm.character(after: match.text[first.lowerBound..<end])
    }

    /// Whether the algorithm takes every text of the shape: right number of characters, all with a value.
    func fits(_ shape: CodeShape) -> Bool {
        var covered: [ByteSet] = []
        for index in over {
            guard let span = shape.spans.first(where: { $0.part == index }) else { return false }
            covered += shape.places[span.range]
        }
        let all = (UInt8(0x21)..<0x7F)
        // One sample for each character of each place is enough: no algorithm looks at two characters together.
        var sample = covered.map { place in all.first(where: place.contains) ?? 0 }
        for (place, set) in covered.enumerated() {
            let kept = sample[place]
            for byte in all where set.contains(byte) {
                sample[place] = byte
                if algorithm.character(after: sample[...]) == nil { return false }
            }
            sample[place] = kept
        }
        return true
    }

    private static func index(_ node: DefinitionNode, _ parts: [SchemePart]) throws(LocatedError) -> Int {
        let name = try node.string()
        guard let index = parts.firstIndex(where: { $0.name == name }) else {
            throw node.error(Wording(en: "no part is called \"\(name)\"", zh: "没有名为“\(name)”的部分"))
        }
        return index
    }

    private static func algorithm(_ node: DefinitionNode) throws(LocatedError) -> CheckAlgorithm {
        let nameNode = try node.required("algorithm")
        let name = try nameNode.string()
        if name == "weighted-mod" { return .weighted(try WeightedCheck(node)) }
        guard let algorithm = CheckAlgorithm.named[name] else {
            let names = (CheckAlgorithm.named.keys.sorted() + ["weighted-mod"]).joined(separator: ", ")
            throw nameNode.error(Wording(en: "expected one of \(names)", zh: "应为下列之一：\(names)"))
        }
        return algorithm
    }
}

extension WeightedCheck {
    init(_ node: DefinitionNode) throws(LocatedError) {
        let weightsNode = try node.required("weights")
        weights = try weightsNode.elements().map { element throws(LocatedError) in try element.integer() }
        guard (1...64).contains(weights.count), weights.allSatisfy({ (1...1000).contains($0) }) else {
            throw weightsNode.error(Wording(en: "1 to 64 weights from 1 to 1000", zh: "应有 1–64 个权数，每个 1–1000"))
        }
        let modulusNode = try node.required("modulus")
        modulus = try modulusNode.integer()
        guard (2...97).contains(modulus) else {
            throw modulusNode.error(Wording(en: "a modulus is from 2 to 97", zh: "模数应为 2–97"))
        }
        if let index = weights.firstIndex(where: { [modulus] in $0 % modulus == 0 }) {
            throw weightsNode.error(
                Wording(
                    en: "weight \(weights[index]) divides by the modulus: that character would not be checked",
                    zh: "权数 \(weights[index]) 可被模数整除：该位将不受校验"))
        }
        isComplement = try node.optional("complement")?.bool() ?? false
        let symbolsNode = node.optional("symbols")
        symbols = Array(try symbolsNode?.string().utf8 ?? "0123456789X".utf8)
        guard symbols.count >= modulus else {
            throw (symbolsNode ?? modulusNode).error(
                Wording(en: "\(modulus) symbols are needed, one a remainder", zh: "应有 \(modulus) 个符号，每个余数一个"))
        }
    }
}
