extension WitnessPolicy {
    /// The largest policy file that is read: 256 KiB, some two thousand lines.
    public static let byteCountMax = 1 << 18

    /// Reads a policy file. Names are opaque bytes; the order of lines matters only as far as names are used below
    /// where they are defined.
    public static func parse(_ bytes: some Collection<UInt8>) throws(PolicyError) -> WitnessPolicy {
        guard bytes.count <= byteCountMax else {
            throw PolicyError(line: 1, reason: .tooLarge(byteCountMax: byteCountMax))
        }
        var parser = PolicyParser()
        let lines = Array(bytes).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (position, line) in lines.dropLast().enumerated() { try parser.read(line, number: position + 1) }
        guard lines.last?.isEmpty ?? true else { throw PolicyError(line: lines.count, reason: .unterminated) }
        return try parser.finish(lastLine: Swift.max(1, lines.count - 1))
    }

    /// Reads a policy from a string, as from its bytes.
    public static func parse(_ text: String) throws(PolicyError) -> WitnessPolicy {
        try parse(Array(text.utf8))
    }
}

/// Takes up one line after the other.
private struct PolicyParser {
    private var logs: [WitnessPolicy.Log] = []
    private var witnesses: [WitnessPolicy.Witness] = []
    private var rules: [WitnessPolicy.Rule] = []
    /// The place in `rules` of each name.
    private var places: [[UInt8]: Int] = [:]
    private var members: Set<Int> = []
    /// Outer nil: no quorum line yet. Inner nil: `none`.
    private var quorum: Int??

    mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(PolicyError) {
        do throws(PolicyError.Reason) {
            try read(line)
        } catch {
            throw PolicyError(line: number, reason: error)
        }
    }

    func finish(lastLine: Int) throws(PolicyError) -> WitnessPolicy {
        guard let quorum else { throw PolicyError(line: lastLine, reason: .noQuorum) }
        return WitnessPolicy(logs: logs, witnesses: witnesses, rules: rules, quorum: quorum)
    }

    private mutating func read(_ line: ArraySlice<UInt8>) throws(PolicyError.Reason) {
        for byte in line where byte < 0x20 && byte != 0x09 || byte == 0x7f { throw .controlByte(byte) }
        let items = line.split { $0 == 0x20 || $0 == 0x09 }.map { Array($0) }
        guard let keyword = items.first, keyword.first != UInt8(ascii: "#") else { return }
        let arguments = Array(items.dropFirst())
        switch String(decoding: keyword, as: UTF8.self) {
        case "log": try readLog(arguments)
        case "witness": try readWitness(arguments)
        case "group": try readGroup(arguments)
        case "quorum": try readQuorum(arguments)
        default: throw .unknownKeyword
        }
    }

    private mutating func readLog(_ items: [[UInt8]]) throws(PolicyError.Reason) {
        guard (1...2).contains(items.count) else { throw .wrongItemCount }
        let key = try key(items[0]) { $0 == .ed25519 }
        guard !logs.contains(where: { $0.key.publicKey == key.publicKey }) else { throw .duplicateKey }
        logs.append(WitnessPolicy.Log(key: key, url: items.count > 1 ? text(items[1]) : nil))
    }

    private mutating func readWitness(_ items: [[UInt8]]) throws(PolicyError.Reason) {
        guard (2...3).contains(items.count) else { throw .wrongItemCount }
        let key = try key(items[1]) { $0.isCosigning }
        guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else { throw .duplicateKey }
        try define(items[0], as: .witness(key))
        witnesses.append(
            WitnessPolicy.Witness(name: text(items[0]), key: key, url: items.count > 2 ? text(items[2]) : nil))
    }

    private mutating func readGroup(_ items: [[UInt8]]) throws(PolicyError.Reason) {
        guard items.count >= 3 else { throw .wrongItemCount }
        var places: [Int] = []
        for name in items[2...] {
            let place = try place(of: name)
            guard members.insert(place).inserted else { throw .memberTwice(text(name)) }
            places.append(place)
        }
        let threshold = try threshold(items[1], memberCount: places.count)
        try define(items[0], as: .group(threshold: threshold, members: places))
    }

    private mutating func readQuorum(_ items: [[UInt8]]) throws(PolicyError.Reason) {
        guard items.count == 1 else { throw .wrongItemCount }
        guard quorum == nil else { throw .secondQuorum }
        quorum = .some(items[0] == Array("none".utf8) ? nil : try place(of: items[0]))
    }

    private func threshold(_ item: [UInt8], memberCount: Int) throws(PolicyError.Reason) -> Int {
        if item == Array("any".utf8) { return 1 }
        if item == Array("all".utf8) { return memberCount }
        guard let number = Decimal.parse(item, max: UInt64(memberCount)), number > 0 else { throw .invalidThreshold }
        return Int(number)
    }

    private mutating func define(_ name: [UInt8], as rule: WitnessPolicy.Rule) throws(PolicyError.Reason) {
        guard name != Array("none".utf8), places[name] == nil else { throw .nameTaken(text(name)) }
        places[name] = rules.count
        rules.append(rule)
    }

    private func place(of name: [UInt8]) throws(PolicyError.Reason) -> Int {
        guard let place = places[name] else { throw .unknownName(text(name)) }
        return place
    }

    private func key(
        _ item: [UInt8], _ isOfUse: (SignatureType) -> Bool
    ) throws(PolicyError.Reason) -> VerifierKey {
        guard let vkey = String(validating: item, as: UTF8.self) else { throw .key(.malformed) }
        let key: VerifierKey
        do throws(KeyError) { key = try VerifierKey.parse(vkey) } catch { throw .key(error) }
        guard isOfUse(key.type) else {
            throw .wrongKeyType(expected: key.type == .ed25519 ? .cosignature : .ed25519)
        }
        return key
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension PolicyError.Reason: Error {}
