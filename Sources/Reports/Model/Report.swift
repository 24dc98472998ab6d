public import Chains
public import Pictures
public import Values

/// A report in both languages, before it is written in any form: what is said, in tables and sentences whose numbers name their entries.
public struct Report: Sendable {
    public let kind: ReportKind
    public let title: Wording
    /// What it is of and rests on: period, district, ledger.
    public let facts: [(name: Wording, value: Wording)]
    public let sections: [Section]

    public init(
        kind: ReportKind, title: Wording, facts: [(name: Wording, value: Wording)], sections: [Section]
    ) {
        self.kind = kind
        self.title = title
        self.facts = facts
        self.sections = sections
    }

    public struct Section: Sendable {
        public let heading: Wording
        public let blocks: [Block]

        public init(_ heading: Wording, _ blocks: [Block]) { (self.heading, self.blocks) = (heading, blocks) }
    }

    public enum Block: Sendable {
        case paragraph(Sentence)
        /// Each a line of its own.
        case list([Sentence])
        case table(ReportTable)
        case plot(ReportPlot)
    }
}

/// What reports there are.
public enum ReportKind: String, Hashable, Sendable, CaseIterable {
    case lateness, quality, recall, draws, permits

    public var title: Wording {
        switch self {
        case .lateness: Wording(en: "Timeliness of records", zh: "追溯信息录入及时性报告")
        case .quality: Wording(en: "Quality analysis report", zh: "质量状况分析报告")
        case .recall: Wording(en: "Recalls", zh: "召回情况报告")
        case .draws: Wording(en: "Random inspections", zh: "“双随机、一公开”抽查情况报告")
        case .permits: Wording(en: "Import permits", zh: "进口检疫许可使用情况报告")
        }
    }
}

/// A table whose numbers name their entries.
public struct ReportTable: Sendable {
    public struct Column: Hashable, Sendable {
        public let heading: Wording
        /// Whether its cells are numbers, which stand to the right.
        public let isNumber: Bool
        /// Whether its cells are never broken: numbers, days.
        public let isWhole: Bool
        /// How much of the width it takes, beside the others.
        public let weight: Double

        public init(_ heading: Wording, isNumber: Bool = false, isWhole: Bool = false, weight: Double = 1) {
            (self.heading, self.isNumber, self.weight) = (heading, isNumber, weight)
            self.isWhole = isWhole || isNumber
        }

        public static func whole(_ en: String, _ zh: String) -> Column {
            Column(Wording(en: en, zh: zh), isWhole: true)
        }

        public static func number(_ en: String, _ zh: String, weight: Double = 1) -> Column {
            Column(Wording(en: en, zh: zh), isNumber: true, weight: weight)
        }

        public static func words(_ en: String, _ zh: String, weight: Double = 1) -> Column {
            Column(Wording(en: en, zh: zh), weight: weight)
        }
    }

    public let title: Wording
    public let columns: [Column]
    /// Each with a figure for every column.
    public let rows: [[Figure]]
    /// The sum under them; nil where there is none.
    public let total: [Figure]?

    public init(_ title: Wording, _ columns: [Column], _ rows: [[Figure]], total: [Figure]? = nil) {
        precondition((rows + [total].compactMap(\.self)).allSatisfy { $0.count == columns.count }, "a cell a column")
        (self.title, self.columns, self.rows, self.total) = (title, columns, rows, total)
    }

    /// With the sum as the last.
    public var allRows: [[Figure]] { rows + [total].compactMap(\.self) }
}

/// A plot, drawn by Pictures in the language of the page.
public struct ReportPlot: Sendable {
    public let title: Wording
    private let draw: @Sendable (_ title: String, ReportLanguage) -> PlotDrawing

    public init(_ title: Wording, _ draw: @escaping @Sendable (String, ReportLanguage) -> PlotDrawing) {
        (self.title, self.draw) = (title, draw)
    }

    public func drawing(_ language: ReportLanguage) -> PlotDrawing { draw(language.of(title), language) }
}
