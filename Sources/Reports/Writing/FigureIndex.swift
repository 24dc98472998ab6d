package import Values

/// The numbers of a report that name entries, each list of entries once, in the order in which they are read.
package struct FigureIndex: Sendable {
    package struct Item: Sendable {
        /// From 1.
        package let number: Int
        package let entries: EntrySet
        /// What it is, where it stands first.
        package let place: Wording
    }

    package private(set) var items: [Item] = []
    private var numbers: [EntrySet: Int] = [:]

    package init(_ report: Report) {
        for section in report.sections {
            for block in section.blocks {
                switch block {
                case .paragraph(let sentence): add(sentence, section.heading)
                case .list(let sentences): for sentence in sentences { add(sentence, section.heading) }
                case .table(let table): add(table)
                case .plot: break
                }
            }
        }
    }

    /// The number of a list of entries; nil where it is empty.
    package func number(of entries: EntrySet) -> Int? { numbers[entries] }

    private mutating func add(_ sentence: Sentence, _ heading: Wording) {
        // Both languages number alike: what the other says besides comes behind.
        for prose in [sentence.zh, sentence.en] {
            for case .figure(let figure) in prose.spans { add(figure, heading) }
        }
    }

    private mutating func add(_ table: ReportTable) {
        for row in table.allRows {
            for (column, figure) in zip(table.columns, row) {
                guard !figure.entries.isEmpty else { continue }
                let first = row[0].text
                add(
                    figure,
                    Wording(
                        en: "\(table.title.en) · \(first.en) · \(column.heading.en)",
                        zh: "\(table.title.zh) · \(first.zh) · \(column.heading.zh)"))
            }
        }
    }

    private mutating func add(_ figure: Figure, _ place: Wording) {
        guard !figure.entries.isEmpty, numbers[figure.entries] == nil else { return }
        numbers[figure.entries] = items.count + 1
        items.append(Item(number: items.count + 1, entries: figure.entries, place: place))
    }
}
