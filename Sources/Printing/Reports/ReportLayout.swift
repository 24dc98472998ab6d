import Chains
import Pictures
import Reports
import Values

/// Brings a report onto pages: sentences are broken into lines, tables over pages with their headings said again, plots kept whole.
struct ReportLayout {
    let report: Report
    let language: ReportLanguage
    let index: FigureIndex
    let measure: any TextMeasure
    private(set) var pages = [ReportPage()]
    /// Where the next thing begins.
    var y = ReportPage.top

    static let (body, small) = (9.5, 7.5)
    static let leading = 1.5
    static let link = PlotColour(0x0B57B0)

    /// A part of a line.
    struct Piece {
        let text: String
        let link: Int?
    }

    init(_ report: Report, _ language: ReportLanguage, measure: any TextMeasure) {
        self.report = report
        self.language = language
        self.measure = measure
        index = FigureIndex(report)
    }

    static func pages(
        _ report: Report, _ language: ReportLanguage, measure: any TextMeasure
    ) -> [ReportPage] {
        var layout = ReportLayout(report, language, measure: measure)
        layout.place()
        return layout.numbered
    }

    private mutating func place() {
        head()
        for section in report.sections {
            heading(language.of(section.heading))
            for block in section.blocks { place(block) }
        }
        entries()
    }

    // MARK: Pages

    mutating func add(_ item: ReportPage.Item) { pages[pages.count - 1].items.append(item) }

    /// Begins a page where there is no room for so much.
    mutating func need(_ height: Double) {
        guard y + height > ReportPage.height - ReportPage.bottom, y > ReportPage.top else { return }
        pages.append(ReportPage())
        y = ReportPage.top
    }

    private var numbered: [ReportPage] {
        pages.enumerated().map { number, page in
            var page = page
            let y = ReportPage.height - 30
            let text = "\(number + 1) / \(pages.count)"
            let width = measure.width(of: text, isBold: false) * 8
            page.items.append(
                .text(
                    language.of(report.title), x: ReportPage.left, y: y, size: 8, isBold: false, colour: .grey,
                    link: nil))
            page.items.append(
                .text(
                    text, x: ReportPage.width - ReportPage.right - width, y: y, size: 8, isBold: false, colour: .grey,
                    link: nil))
            return page
        }
    }

    // MARK: Parts

    private mutating func head() {
        let title = language.of(report.title)
        let width = measure.width(of: title, isBold: true) * 19
        y += 19
        let start = max(ReportPage.left, (ReportPage.width - width) / 2)
        add(.text(title, x: start, y: y, size: 19, isBold: true, colour: .ink, link: nil))
        y += 16
        let size = 8.5
        let names = report.facts.map { measure.width(of: language.of($0.name), isBold: false) * size }.max() ?? 0
        for fact in report.facts {
            let lines = wrapped(language.of(fact.value), room: ReportPage.room - names - 14, size: size)
            for (place, line) in lines.enumerated() {
                y += size * Self.leading
                if place == 0 {
                    add(
                        .text(
                            language.of(fact.name), x: ReportPage.left, y: y, size: size, isBold: false, colour: .grey,
                            link: nil))
                }
                add(
                    .text(
                        line, x: ReportPage.left + names + 14, y: y, size: size, isBold: false, colour: .ink, link: nil)
                )
            }
        }
        y += 6
    }

    private mutating func heading(_ text: String) {
        // A heading is never the last of its page.
        need(120)
        y += 26
        add(.text(text, x: ReportPage.left, y: y, size: 13, isBold: true, colour: .ink, link: nil))
        y += 5
        add(.rule(x: ReportPage.left, y: y, width: ReportPage.room, thickness: 1.2, colour: .ink))
        y += 4
    }

    private mutating func place(_ block: Report.Block) {
        switch block {
        case .paragraph(let sentence):
            y += 4
            flow(pieces(sentence), x: ReportPage.left, room: ReportPage.room, size: Self.body)
        case .list(let sentences):
            y += 2
            for sentence in sentences {
                y += 2
                need(Self.body * Self.leading)
                let bullet = y + Self.body * Self.leading
                add(
                    .text(
                        "•", x: ReportPage.left + 2, y: bullet, size: Self.body, isBold: false, colour: .ink, link: nil)
                )
                flow(pieces(sentence), x: ReportPage.left + 13, room: ReportPage.room - 13, size: Self.body)
            }
        case .table(let table): place(table)
        case .plot(let plot):
            let drawing = plot.drawing(language)
            let most = ReportPage.height - ReportPage.top - ReportPage.bottom
            let scale = min(ReportPage.room / drawing.width, most / drawing.height)
            need(drawing.height * scale + 12)
            y += 8
            add(.plot(drawing, x: ReportPage.left, y: y, scale: scale))
            y += drawing.height * scale + 4
        }
    }

    private mutating func entries() {
        guard !index.items.isEmpty else { return }
        heading(language.of(ReportWords.entries))
        y += 4
        flow([Piece(text: language.of(ReportWords.explanation), link: nil)], size: 8)
        y += 4
        for item in index.items {
            need(Self.small * Self.leading)
            add(.destination(item.number, y: y))
            let number = "\(item.number)"
            let width = measure.width(of: number, isBold: true) * Self.small
            add(
                .text(
                    number, x: ReportPage.left + 22 - width, y: y + Self.small * Self.leading, size: Self.small,
                    isBold: true, colour: .ink, link: nil))
            let text =
                "\(language.of(item.place)) (\(language.of(ReportWords.count(item.entries)))): \(item.entries.text)"
            flow(
                [Piece(text: text, link: nil)], x: ReportPage.left + 28, room: ReportPage.room - 28, size: Self.small)
        }
    }

    // MARK: Text

    func pieces(_ sentence: Sentence) -> [Piece] {
        (language == .zh ? sentence.zh : sentence.en).spans.map { span in
            switch span {
            case .text(let text): Piece(text: text, link: nil)
            case .figure(let figure):
                Piece(text: language.of(figure.text), link: index.number(of: figure.entries))
            }
        }
    }

    func wrapped(_ text: String, room: Double, size: Double, isBold: Bool = false) -> [String] {
        let lines = TextWrapping(measure: measure, isBold: isBold).lines(text, width: room / size) ?? [text]
        return lines.isEmpty ? [""] : lines
    }

    /// Text with links, broken into lines; a page ends between lines.
    private mutating func flow(
        _ pieces: [Piece], x: Double = ReportPage.left, room: Double = ReportPage.room, size: Double
    ) {
        let wrapping = TextWrapping(measure: measure, isBold: false)
        // What is a link is one piece, as long as a line takes it; the end of a sentence stays with what is before it.
        var parts: [Piece] = []
        for piece in pieces {
            if piece.link != nil, wrapping.width(piece.text) * size <= room {
                parts.append(piece)
            } else {
                parts += wrapping.pieces(piece.text).map { Piece(text: $0, link: piece.link) }
            }
        }
        var line: [Piece] = []
        var width = 0.0
        func isClosing(_ text: String) -> Bool { text.first.map { "，。、；：！？）》”’】,.;:)%".contains($0) } ?? false }
        for part in parts {
            let its = wrapping.width(part.text) * size
            let bare = wrapping.width(String(part.text.reversed().drop { $0 == " " }.reversed())) * size
            if width + bare > room, !line.isEmpty, !isClosing(part.text) {
                put(line, x: x, size: size, wrapping)
                (line, width) = ([], 0)
            }
            if line.isEmpty, its > room {
                for piece in wrapping.lines(part.text, width: room / size) ?? [part.text] {
                    put([Piece(text: piece, link: part.link)], x: x, size: size, wrapping)
                }
                continue
            }
            line.append(part)
            width += its
        }
        if !line.isEmpty { put(line, x: x, size: size, wrapping) }
    }

    private mutating func put(_ line: [Piece], x: Double, size: Double, _ wrapping: TextWrapping) {
        need(size * Self.leading)
        y += size * Self.leading
        var x = x
        // Neighbours that lead to the same place are one text.
        var merged: [Piece] = []
        for piece in line {
            if let last = merged.last, last.link == piece.link {
                merged[merged.count - 1] = Piece(text: last.text + piece.text, link: last.link)
            } else {
                merged.append(piece)
            }
        }
        for piece in merged {
            add(
                .text(
                    piece.text, x: x, y: y, size: size, isBold: false, colour: piece.link == nil ? .ink : Self.link,
                    link: piece.link))
            x += wrapping.width(piece.text) * size
        }
    }
}
