import Values

/// What is to be drawn on lanes, in one language and before anything has a place: a lane for each party, marks at moments, arrows
/// between marks. It knows no chain: whoever has something that happens at parties in time can draw it so.
struct LaneChart: Sendable {
    struct Lane: Hashable, Sendable {
        let name: String
        /// Under the name: what tells it apart, or how many it stands for.
        let note: String?
        /// Whole, for who points at it.
        let tooltip: String
        /// Whether it stands for several parties.
        let isFolded: Bool
    }

    /// How grave something is; each has a shape and a colour of its own.
    enum Grade: Int, Hashable, Sendable, CaseIterable, Comparable {
        case note, warning, violation

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// A remark under a mark.
    struct Callout: Hashable, Sendable {
        let grade: Grade
        let text: String
    }

    enum Tone: Hashable, Sendable {
        case plain
        /// Goods that leave the chain.
        case end
        /// Goods that must not go on.
        case stop
        /// Nothing on record where something should be.
        case absent
    }

    /// What happened at a party: one event, or several that are folded into one.
    struct Mark: Hashable, Sendable {
        /// Index of its lane.
        let lane: Int
        /// The moment at which it stands, not after anything that an arrow leads to.
        let moment: Timestamp
        /// The day at which it stands, as it was written down there.
        let day: CalendarDate
        let glyph: Glyph
        let tone: Tone
        let heading: String
        /// What and how much.
        let lines: [String]
        /// When.
        let time: String
        let tooltip: String
        /// Entries that it stands for, ascending; none where it is something that is absent.
        let entries: [UInt64]
        /// Whether it is about the code that was asked for itself.
        let isSubject: Bool
        /// Whether it is only somebody's claim.
        let isClaim: Bool
        let callouts: [Callout]

        var isFolded: Bool { entries.count > 1 }
    }

    /// Goods on their way from one mark to another.
    struct Arrow: Hashable, Sendable {
        /// Indexes of marks.
        let from: Int
        let to: Int
        /// Whether both sides have recorded it.
        let isConfirmed: Bool
        /// Whether what it leads to is written down as having happened before.
        let isAgainstTime: Bool
        let tooltip: String
    }

    /// A finding, or anything else that is said below the picture.
    struct Note: Hashable, Sendable {
        let grade: Grade?
        let text: String
    }

    /// A sample of what is drawn and what it means.
    struct Key: Hashable, Sendable {
        enum Sample: Hashable, Sendable {
            case arrow, openArrow, backArrow, folded, subject, claim, absent, end, stop, span
            case grade(Grade)
        }

        let sample: Sample
        let text: String
    }

    let title: String
    /// Under the title.
    let subtitles: [String]
    /// The verdict, where there is one.
    let badge: Note?
    /// In their order from left to right.
    let lanes: [Lane]
    let marks: [Mark]
    let arrows: [Arrow]
    let noteHeading: String
    let notes: [Note]
    let keys: [Key]
    let footers: [String]
    /// What the picture is, for those who cannot see it.
    let description: String
    /// `zh-CN`, `en`.
    let languageTag: String
    /// Between two days: `45 d later`.
    let later: @Sendable (_ days: Int) -> String
    let page: @Sendable (_ number: Int, _ count: Int) -> String
}
