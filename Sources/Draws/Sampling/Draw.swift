import Values

/// A draw as it follows from what was committed to and the seed, and nothing else: `docs/draw.md` says it to the byte, and
/// `scripts/check_draw.py` makes it a second time.
public struct Draw: Sendable {
    /// A firm that was drawn, and who inspects it.
    public struct Drawn: Hashable, Sendable {
        /// Its place on the list of firms.
        public let firm: Int
        public let way: Way
        /// Places on the list of inspectors, in the order drawn; nil for a seat that nobody may take.
        public internal(set) var inspectors: [Int?]
    }

    /// How a firm came to be drawn.
    public enum Way: Hashable, Sendable, CustomStringConvertible {
        /// As one of the quota of its class.
        case quota
        /// Of all classes, by their weights.
        case rest
        /// For another, in the substitution of this number.
        case substitute(Int)

        public var description: String {
            switch self {
            case .quota: "quota"
            case .rest: "rest"
            case .substitute(let number): "substitute-\(number)"
            }
        }
    }

    public let plan: DrawPlan
    public let firms: FirmList
    public let inspectors: InspectorList
    public let seed: DrawSeed
    /// In the order drawn; a substitute stands where the firm stood for which it was drawn. Nil where there was none.
    public private(set) var drawn: [Drawn?] = []
    public private(set) var substitutionCount = 0

    private var seats: SeatPool
    private var drawnFirms: Set<Int> = []
    private var reserves: [Int: Reserve] = [:]

    /// Draws. Throws where the lists are not those of the plan, or cannot give what it asks for.
    public init(
        _ plan: DrawPlan, firms: FirmList, inspectors: InspectorList, seed: DrawSeed
    ) throws(DrawError) {
        try plan.check(firms, inspectors)
        self.plan = plan
        self.firms = firms
        self.inspectors = inspectors
        self.seed = seed
        seats = SeatPool(inspectors, eachMax: plan.firmsPerInspectorMax)
        drawFirms()
        assign()
    }

    // MARK: Firms

    private mutating func drawFirms() {
        let wanted = plan.classes.map { wanted in firms.classes.firstIndex(of: wanted.name) }
        for (risk, place) in zip(plan.classes, wanted) where risk.quota > 0 {
            guard let place else { continue }
            var pool = ClassPool(firms.places(ofClass: place), seed, label: "class \(risk.name)")
            for _ in 0..<risk.quota {
                if let firm = pool.next() { add(firm, .quota) }
            }
        }
        guard drawn.count < plan.count else { return }
        var weights = [UInt32](repeating: 0, count: firms.classes.count)
        for (risk, place) in zip(plan.classes, wanted) {
            if let place { weights[place] = UInt32(risk.weight) }
        }
        var pool = WeightedPool(
            (0..<firms.count).map { drawnFirms.contains($0) ? 0 : weights[firms.classPlace(at: $0)] })
        var stream = DrawStream(seed, label: "rest")
        while drawn.count < plan.count, pool.total > 0 {
            let firm = pool.place(of: stream.below(pool.total))
            pool.set(0, at: firm)
            add(firm, .rest)
        }
    }

    private mutating func add(_ firm: Int, _ way: Way) {
        drawn.append(Drawn(firm: firm, way: way, inspectors: []))
        drawnFirms.insert(firm)
    }

    // MARK: Inspectors

    private mutating func assign() {
        var stream = DrawStream(seed, label: "inspectors")
        for place in drawn.indices {
            guard let firm = drawn[place]?.firm else { continue }
            drawn[place]?.inspectors = seats.draw(
                plan.inspectorsPerFirm, for: firms.uscc(at: firm), besides: [], &stream)
        }
    }

    // MARK: Substitutions

    /// Makes the next substitution: of a firm by the next one of its class, or of one inspector of a firm.
    public mutating func substitute(_ substitution: DrawSubstitution) throws(DrawError) {
        let number = substitutionCount + 1
        func fault(_ en: String, _ zh: String) -> DrawError {
            .substitution(number: number, Wording(en: en, zh: zh))
        }
        guard substitution.number == number else {
            throw fault("comes as number \(substitution.number)", "其序号为 \(substitution.number)")
        }
        guard let firm = firms.place(of: substitution.firm),
            let place = drawn.firstIndex(where: { $0?.firm == firm }), var held = drawn[place]
        else { throw fault("\(substitution.firm) is not drawn", "\(substitution.firm) 不在抽取结果中") }
        var stream = DrawStream(seed, label: "substitution \(number)")
        if let inspector = substitution.inspector {
            guard let leaving = inspectors.inspectors.firstIndex(where: { $0.number == inspector }),
                let seat = held.inspectors.firstIndex(of: leaving)
            else { throw fault("\(inspector) does not inspect this firm", "\(inspector) 未被抽为该主体的检查人员") }
            seats.giveBack(leaving)
            let besides = held.inspectors.compactMap(\.self)
            held.inspectors[seat] =
                seats.draw(1, for: substitution.firm, besides: besides, &stream)[0]
            drawn[place] = held
        } else {
            for inspector in held.inspectors.compactMap(\.self) { seats.giveBack(inspector) }
            drawn[place] = nil
            if let next = reserve(ofClass: firms.classPlace(at: firm)) {
                let taken = seats.draw(plan.inspectorsPerFirm, for: firms.uscc(at: next), besides: [], &stream)
                drawn[place] = Drawn(firm: next, way: .substitute(number), inspectors: taken)
                drawnFirms.insert(next)
            }
        }
        substitutionCount = number
    }

    private typealias Reserve = ClassPool

    /// The next firm of a class that was never drawn.
    private mutating func reserve(ofClass place: Int) -> Int? {
        var pool =
            reserves[place]
            ?? ClassPool(
                firms.places(ofClass: place).filter { !drawnFirms.contains($0) }, seed,
                label: "reserve \(firms.classes[place])")
        let next = pool.next()
        reserves[place] = pool
        return next
    }
}

extension FirmList {
    fileprivate func places(ofClass place: Int) -> [Int] {
        (0..<count).filter { classPlace(at: $0) == place }
    }
}

/// Firms of one class, each as likely as any other, drawn one after another.
private struct ClassPool: Sendable {
    private let members: [Int]
    private var pool: WeightedPool
    private var stream: DrawStream

    init(_ members: [Int], _ seed: DrawSeed, label: String) {
        self.members = members
        pool = WeightedPool([UInt32](repeating: 1, count: members.count))
        stream = DrawStream(seed, label: label)
    }

    mutating func next() -> Int? {
        guard pool.total > 0 else { return nil }
        let place = pool.place(of: stream.below(pool.total))
        pool.set(0, at: place)
        return members[place]
    }
}

/// The inspectors who still have room, by their weights.
private struct SeatPool: Sendable {
    private let weights: [UInt32]
    private var pool: WeightedPool
    private var loads: [Int]
    private let eachMax: Int
    private var conflicts: [String: [Int]] = [:]

    init(_ list: InspectorList, eachMax: Int) {
        weights = list.inspectors.map { UInt32($0.weight) }
        pool = WeightedPool(weights)
        loads = [Int](repeating: 0, count: weights.count)
        self.eachMax = eachMax
        for (place, inspector) in list.inspectors.enumerated() {
            for firm in inspector.conflicts { conflicts[firm, default: []].append(place) }
        }
    }

    /// Draws inspectors for a firm, none of those in conflict with it nor `besides`; nil for a seat for which nobody is left.
    mutating func draw(_ count: Int, for firm: String, besides: [Int], _ stream: inout DrawStream) -> [Int?] {
        let barred = (conflicts[firm] ?? []) + besides
        for place in barred { pool.set(0, at: place) }
        var taken: [Int?] = []
        for _ in 0..<count {
            guard pool.total > 0 else {
                taken.append(nil)
                continue
            }
            let place = pool.place(of: stream.below(pool.total))
            pool.set(0, at: place)
            loads[place] += 1
            taken.append(place)
        }
        for place in barred + taken.compactMap(\.self) { settle(place) }
        return taken
    }

    mutating func giveBack(_ place: Int) {
        loads[place] -= 1
        settle(place)
    }

    private mutating func settle(_ place: Int) {
        pool.set(loads[place] < eachMax ? weights[place] : 0, at: place)
    }
}
