public import ArgumentParser
public import Pictures

extension SymbolKind: ExpressibleByArgument {}

extension LabelLanguage: ExpressibleByArgument {}

/// A size as it is typed: `60x40` in millimetres, `a4`, `a5`.
struct SizeArgument: ExpressibleByArgument {
    let size: LabelSize
    private let text: String

    var defaultValueDescription: String { text }

    init(_ size: LabelSize, _ text: String) {
        self.size = size
        self.text = text
    }

    init?(argument: String) {
        let word = argument.lowercased()
        if let named = ["a4": LabelSize.a4, "a5": .a5][word] {
            self.init(named, word)
            return
        }
        let sides = word.split(whereSeparator: { "x×*".contains($0) }).map { Double($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1],
            let size = try? LabelSize(width: width, height: height)
        else { return nil }
        self.init(size, word)
    }
}

/// A line as it is typed: `产地=福建莆田`.
struct LineArgument: ExpressibleByArgument {
    let line: LabelContent.Line

    init?(argument: String) {
        let halves = argument.split(maxSplits: 1, omittingEmptySubsequences: false) { "=：".contains($0) }
        guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty, halves[1].count <= LabelContent.charactersMax
        else { return nil }
        line = LabelContent.Line(title: String(halves[0]), value: String(halves[1]))
    }
}
