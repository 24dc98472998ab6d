public import TransparencyLog
public import Values

/// Checks a draw from what was published of it: whether each step follows from the one before, and what could not be looked at.
public struct DrawCheck: Sendable {
    public enum Step: String, Hashable, Sendable, CaseIterable {
        case commitment, others, firms, inspectors, seed, result, substitutions, findings
    }

    /// How a step is.
    public enum State: Hashable, Sendable {
        case holds(Wording)
        case isFalse(Wording)
        /// Nothing is false, and nobody can say that it was as it should have been.
        case doubtful(Wording)
        /// Nothing is known to be wrong.
        case unchecked(Wording)
    }

    public private(set) var steps: [(step: Step, state: State)] = []
    /// The draw made a second time, with every substitution; nil where that could not be.
    public private(set) var draw: Draw?
    /// Nil where it does not follow.
    public private(set) var seed: SeedProof.Shown?
    public private(set) var findings: InspectionFindings?
    /// Everything that was made public of the inspections, the newest last.
    public private(set) var published: [PublishedFindings] = []
    /// What else the office committed itself to and did not follow; nil where that was not looked at.
    public let others: OtherCommitments?

    /// - Parameters:
    ///   - record: what is proven of the ledger.
    ///   - proof: of the seed; nil where it was not given.
    ///   - files: what was published, byte for byte.
    ///   - earlier: files of findings that were published before the last, by the publications' numbers from 1.
    ///   - others: what else the office committed itself to; nil where that was not looked at.
    ///   - key: the ledger's.
    public init(
        _ record: DrawRecord, proof: SeedProof?, files: [DrawFile: [UInt8]], earlier: [Int: [UInt8]] = [:],
        others: OtherCommitments?, key: VerifierKey
    ) {
        self.others = others
        guard let commitment = record.commitment else {
            add(.commitment, .unchecked(Wording(en: "nothing that counts was committed to", zh: "没有有效的承诺")))
            return
        }
        let plan = commitment.act
        add(
            .commitment,
            .holds(
                Wording(
                    en: "in entry \(commitment.entry), before anybody could know the seed",
                    zh: "见第 \(commitment.entry) 条，当时无人能知种子")))
        if record.result != nil { checkOthers() }
        let firms = read(.firms, files) { bytes throws(DrawError) in
            try FirmList(bytes, district: plan.district)
        }
        let inspectors = read(.inspectors, files) { bytes throws(DrawError) in try InspectorList(bytes) }
        if let firms { compare(.firms, LineTree(of: firms.bytes) == plan.firms, .firms) }
        if let inspectors { compare(.inspectors, LineTree(of: inspectors.bytes) == plan.inspectors, .inspectors) }
        checkSeed(record, plan, proof, key)
        checkResult(record, plan, firms, inspectors)
        if draw != nil { checkFindings(record, files, earlier) }
    }

    private mutating func checkOthers() {
        guard let others else {
            return add(
                .others,
                .unchecked(
                    Wording(en: "what else the office committed to was not looked at", zh: "未查看该机关的其他承诺")))
        }
        guard !others.others.isEmpty else {
            return add(
                .others,
                .holds(
                    Wording(
                        en: "the office committed itself to nothing that it did not follow", zh: "该机关没有承诺后未执行的其他抽查")))
        }
        let told = others.others.prefix(Self.othersMax).map(\.wording)
        let more = others.others.count - told.count
        let list = Wording(
            en: told.map(\.en).joined(separator: "; ") + (more > 0 ? "; and \(more) more" : ""),
            zh: told.map(\.zh).joined(separator: "；") + (more > 0 ? "；另有 \(more) 次" : ""))
        add(
            .others,
            others.isDoubtful
                ? .doubtful(
                    Wording(
                        en:
                            "the office could know what would come of others too and follow the one that it liked: \(list.en)",
                        zh: "该机关可能预知多次承诺的结果而择一执行：\(list.zh)"))
                : .holds(
                    Wording(
                        en: "it committed itself to others too, which do not stand in its place: \(list.en)",
                        zh: "该机关另有承诺，不影响本次抽查：\(list.zh)"))
        )
    }

    /// Other commitments that are told in a step.
    private static let othersMax = 8

    private mutating func checkResult(
        _ record: DrawRecord, _ plan: DrawPlan, _ firms: FirmList?, _ inspectors: InspectorList?
    ) {
        guard let result = record.result else {
            return add(.result, .unchecked(Wording(en: "nothing was drawn yet", zh: "尚未抽取")))
        }
        if let seed, seed.seed != result.act.seed || seed.checkpoint.treeSize != result.act.treeSize {
            return add(
                .result,
                .isFalse(
                    Wording(
                        en: "entry \(result.entry) says another seed than follows",
                        zh: "第 \(result.entry) 条所称种子与推算不符")))
        }
        guard let firms, let inspectors, let seed else {
            return add(
                .result,
                .unchecked(
                    Wording(en: "the draw cannot be made again without the above", zh: "缺少上述内容，无法重做抽取")))
        }
        replay(record, plan, firms, inspectors, seed.seed, result)
    }

    /// The worst that was found: false before unchecked before sound.
    public var isFalse: Bool {
        steps.contains { if case .isFalse = $0.state { true } else { false } }
    }

    public var isWhole: Bool {
        steps.allSatisfy { if case .holds = $0.state { true } else { false } }
    }

    private mutating func add(_ step: Step, _ state: State) { steps.append((step, state)) }

    private mutating func read<List>(
        _ file: DrawFile, _ files: [DrawFile: [UInt8]], _ read: ([UInt8]) throws(DrawError) -> List
    ) -> List? {
        let step: Step = file == .firms ? .firms : .inspectors
        guard let bytes = files[file] else {
            add(step, .unchecked(Wording(en: "the file was not given", zh: "未提供该文件")))
            return nil
        }
        do throws(DrawError) { return try read(bytes) } catch {
            add(step, .isFalse(error.wording))
            return nil
        }
    }

    private mutating func compare(_ step: Step, _ isSame: Bool, _ file: DrawFile) {
        add(
            step,
            isSame
                ? .holds(Wording(en: "is the file that was committed to", zh: "与承诺的文件一致"))
                : .isFalse(DrawError.otherFile(file).wording))
    }

    private mutating func checkSeed(
        _ record: DrawRecord, _ plan: DrawPlan, _ proof: SeedProof?, _ key: VerifierKey
    ) {
        guard let proof else {
            return add(.seed, .unchecked(Wording(en: "its proof was not given", zh: "未提供种子的证明")))
        }
        do throws(DrawError) {
            let shown = try proof.verify(
                commitment: record.commitmentLeaf, witnesses: plan.witnesses, key: key)
            seed = shown
            let size = shown.checkpoint.treeSize
            add(
                .seed,
                .holds(
                    plan.witnesses.isEmpty
                        ? Wording(
                            en:
                                "follows from the checkpoint of \(size) entries: the host's word alone, no witness was named",
                            zh: "由 \(size) 条的检查点得出：未指定见证方，仅凭主机之言")
                        : Wording(
                            en:
                                "follows from the checkpoint of \(size) entries and \(plan.witnesses.count) cosignatures",
                            zh: "由 \(size) 条的检查点与 \(plan.witnesses.count) 份联署得出")))
        } catch {
            // A witness that was away makes nothing false: there is no draw then.
            switch error {
            case .seed(.notCosigned), .seed(.cosignedElsewhen), .seed(.cosignedTwice):
                add(.seed, record.result == nil ? .unchecked(error.wording) : .isFalse(error.wording))
            default: add(.seed, .isFalse(error.wording))
            }
        }
    }

    private mutating func replay(
        _ record: DrawRecord, _ plan: DrawPlan, _ firms: FirmList, _ inspectors: InspectorList, _ seed: DrawSeed,
        _ result: DrawRecord.Placed<DrawResult>
    ) {
        do throws(DrawError) {
            var draw = try Draw(plan, firms: firms, inspectors: inspectors, seed: seed)
            guard LineTree(of: draw.file) == result.act.result else {
                return add(
                    .result,
                    .isFalse(
                        Wording(
                            en: "entry \(result.entry) says another result than follows from the seed",
                            zh: "第 \(result.entry) 条所称结果与由种子得出的不符")))
            }
            add(
                .result,
                .holds(
                    Wording(
                        en: "\(draw.drawn.count) firms follow from the lists and the seed",
                        zh: "由名录与种子得出的 \(draw.drawn.count) 户一致")))
            for substitution in record.substitutions { try draw.substitute(substitution.act) }
            self.draw = draw
            if !record.substitutions.isEmpty {
                add(
                    .substitutions,
                    .holds(
                        Wording(
                            en:
                                "\(record.substitutions.count), each with its ground; the substitutes follow from the seed",
                            zh: "\(record.substitutions.count) 次，均有理由；替补由种子得出")))
            }
        } catch {
            if case .substitution = error {
                add(.substitutions, .isFalse(error.wording))
            } else {
                add(.result, .isFalse(error.wording))
            }
        }
    }

    private mutating func checkFindings(
        _ record: DrawRecord, _ files: [DrawFile: [UInt8]], _ earlier: [Int: [UInt8]]
    ) {
        guard let publication = record.publications.last, let drawn = record.result else { return }
        var all = earlier
        all[record.publications.count] = files[.findings]
        published = PublishedFindings.all(of: record, files: all)
        guard let bytes = files[.findings] else {
            return add(.findings, .unchecked(Wording(en: "the file was not given", zh: "未提供该文件")))
        }
        do throws(DrawError) {
            findings = try InspectionFindings(bytes)
        } catch {
            return add(.findings, .isFalse(error.wording))
        }
        guard LineTree(of: bytes) == publication.act.findings else {
            return add(.findings, .isFalse(DrawError.otherFile(.findings).wording))
        }
        add(.findings, stateOfFindings(drawn: drawn.arrival.localDay))
    }

    private func stateOfFindings(drawn: CalendarDate) -> State {
        for one in published {
            let day = one.arrival.localDay
            guard let findings = one.findings,
                let stray = PublishedFindings.strayDay(in: findings, drawn: drawn, published: day)
            else { continue }
            return .isFalse(
                Wording(
                    en:
                        "published in entry \(one.entry): \(stray.firm) inspected on \(stray.day), which is not from the draw (\(drawn)) to the publication (\(day))",
                    zh: "第 \(one.entry) 条公示：\(stray.firm) 的检查日期 \(stray.day) 不在抽取之日（\(drawn)）至公示之日（\(day)）之间"))
        }
        guard published.count > 1 else {
            return .holds(Wording(en: "is the file that was committed to", zh: "与承诺的文件一致"))
        }
        let entries = published.map { "\($0.entry)" }
        guard !published.contains(where: { $0.changes == nil }) else {
            return .unchecked(
                Wording(
                    en:
                        "published \(published.count) times (entries \(entries.joined(separator: ", "))), and not every file is at hand: what was changed cannot be told",
                    zh: "共公示 \(published.count) 次（第 \(entries.joined(separator: "、")) 条），部分文件不在手边，无法说明改动"))
        }
        let firms = Set(published.flatMap { $0.changes ?? [] }.map(\.firm)).count
        return .holds(
            Wording(
                en:
                    "is the newest of \(published.count) files that were published (entries \(entries.joined(separator: ", "))); of \(firms) firms something was changed since",
                zh: "为先后公示的 \(published.count) 份文件（第 \(entries.joined(separator: "、")) 条）中最近一份；其间 \(firms) 户的结果有改动"))
    }
}

extension DrawCheck.Step {
    public var wording: Wording {
        switch self {
        case .commitment: Wording(en: "commitment", zh: "承诺")
        case .others: Wording(en: "other commitments of the office", zh: "该机关的其他承诺")
        case .firms: DrawFile.firms.wording
        case .inspectors: DrawFile.inspectors.wording
        case .seed: Wording(en: "seed", zh: "种子")
        case .result: DrawFile.result.wording
        case .substitutions: Wording(en: "substitutions", zh: "替换")
        case .findings: DrawFile.findings.wording
        }
    }
}

extension DrawCheck.State {
    public var wording: Wording {
        switch self {
        case .holds(let wording), .isFalse(let wording), .doubtful(let wording), .unchecked(let wording): wording
        }
    }

    /// `holds`, `false`, `doubtful` or `unchecked`.
    public var word: String {
        switch self {
        case .holds: "holds"
        case .isFalse: "false"
        case .doubtful: "doubtful"
        case .unchecked: "unchecked"
        }
    }
}
