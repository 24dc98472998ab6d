import Testing

@testable import Reports

extension Report {
    /// The figures of the first paragraph; a digit that stands in its text would be a number that opens to nothing.
    func summaryFigures() throws -> [Figure] {
        let sentences = try #require(sections.first).blocks.compactMap { block in
            if case .paragraph(let sentence) = block { sentence } else { nil }
        }
        let sentence = try #require(sentences.first)
        for prose in [sentence.en, sentence.zh] {
            // What a report calls soon is no count.
            for case .text(let text) in prose.spans where text != "30" {
                #expect(!text.contains { $0.isASCII && $0.isNumber }, "\(text)")
            }
        }
        return sentence.en.spans.compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
    }
}
