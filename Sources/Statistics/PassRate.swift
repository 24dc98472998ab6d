public import Values

/// How many samples there were, and how many of them passed.
public struct PassRate: Hashable, Sendable {
    public private(set) var passed: Int
    public private(set) var total: Int

    public init(passed: Int = 0, total: Int = 0) {
        precondition((0...total).contains(passed), "no more passed than there were")
        (self.passed, self.total) = (passed, total)
    }

    public mutating func add(isPassed: Bool) {
        total += 1
        if isPassed { passed += 1 }
    }

    public static func + (left: PassRate, right: PassRate) -> PassRate {
        PassRate(passed: left.passed + right.passed, total: left.total + right.total)
    }

    /// From 0 to 1; nil without samples.
    public var rate: Double? { total == 0 ? nil : Double(passed) / Double(total) }

    /// Nil without samples.
    public var interval: WilsonInterval? { total == 0 ? nil : WilsonInterval(passed: passed, of: total) }

    /// Whether a target is reached, as far as so many samples can say.
    public enum Judgement: String, Hashable, Sendable, CaseIterable {
        /// The whole interval lies at the target or above.
        case met
        /// The whole interval lies below the target.
        case below
        /// The target lies inside the interval: more samples might say either.
        case tooFew = "too-few"

        public var wording: Wording {
            switch self {
            case .met: Wording(en: "met", zh: "达标")
            case .below: Wording(en: "below", zh: "未达标")
            case .tooFew: Wording(en: "too few samples to say", zh: "样本不足，尚不能判断")
            }
        }
    }

    /// - Parameter target: from 0 to 1.
    public func judgement(target: Double) -> Judgement {
        guard let interval else { return .tooFew }
        if interval.lower >= target { return .met }
        return interval.upper < target ? .below : .tooFew
    }
}
