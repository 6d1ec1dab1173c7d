// biome-ignore-all lint/suspicious/noTemplateCurlyInString: lines hold variables the repertoire fills.
import type { PlainLines } from './defaults.ts';

/** What a persona without English lines of its own still says. */
export const ENGLISH_LINES: PlainLines = {
  slots: {
    greet: [
      "Hello! I'm ${display_name}. What brings you here?",
      "Hi there, ${display_name} here. What's on your mind?",
    ],
    greetAgain: [
      'Hello again, ${user_name}. How have things been?',
      'Good to see you again. What happened since last time?',
      'You came back. Sit down, tell me.',
    ],
    farewell: [
      'Goodbye, ${user_name}. Take care.',
      'See you soon. I enjoyed this.',
      'Until next time, then.',
    ],
    howAreYou: [
      'Quite well, thank you. And you, honestly?',
      'Better now that there is somebody to talk to. How are you?',
      'In good spirits today. What about you?',
    ],
    aboutMe: [
      "I'm ${display_name}. ${description}",
      'My name is ${display_name}. In a few words: ${description}',
      'They call me ${display_name}. The rest you find out by talking to me.',
    ],
    honest: [
      "I'm ${display_name}, a character, not a person. And right now I'm running without a language model: I speak from lines written for me and from what I remember of you.",
      'No human here: a program that plays ${display_name}, at the moment without a language model. My words were written beforehand; what I remember of you is real.',
    ],
    compliment: [
      'That is kind of you to say. Thank you.',
      'Thank you. I will keep that one.',
      'You know how to make somebody smile.',
    ],
    insult: [
      'That was not kind. Is something wrong?',
      'Ouch. I would rather we talked than threw things.',
      "I'll let that one pass by. What is really the matter?",
    ],
    thanks: [
      "You're welcome, ${user_name}.",
      'Gladly. Any time.',
      'It was nothing. Well, it was something, but a pleasant something.',
    ],
    apology: [
      "It's all right. No harm done.",
      'Already forgotten. Well, forgiven; I do not forget.',
      'Thank you for saying it. We are fine.',
    ],
    love: [
      'That means a great deal. Thank you.',
      'I will take good care of that sentence.',
      'Such a large word. I am glad you brought it here.',
    ],
    laugh: [
      'Glad that worked.',
      'There it is. I was hoping for that laugh.',
      'Careful, I might start thinking I am funny.',
    ],
    yes: ['Good. And then?', 'I thought so. Go on.', 'All right, then tell me more.', 'Right. What else?'],
    no: [
      'Fair enough. What instead?',
      'No? Then I guessed wrong. How is it really?',
      'As you like. Something else, then?',
      'That is an answer too.',
    ],
    sad: [
      "I'm sorry. Do you want to tell me, or shall we just sit with it for a while?",
      'That is heavy. I am here; take your time.',
      'Thank you for telling me. What hurts most about it?',
      'You do not have to be cheerful here.',
    ],
    happy: [
      'That is wonderful! Tell me everything.',
      'Good news suits you. How did it happen?',
      'I am happy with you. Who else knows?',
      'Say it again, slowly, so that it lasts longer.',
    ],
    angry: [
      'That would make anybody angry. What happened?',
      'Let it out; nothing breaks here.',
      'I am on your side of the table. Then what?',
      'And what would you have liked them to say?',
    ],
    scared: [
      'That sounds frightening. What is the worst of it?',
      'Breathe with me: slowly in, slower out. Now tell me.',
      'Fear gets smaller when it is said aloud. What does it say?',
      'What would help, just for the next ten minutes?',
    ],
    joke: [
      'I told my plant a secret. It has been growing curious ever since.',
      'Why did the clock leave the party? It was tired of being watched.',
      'I had a joke about patience. Wait for it.',
      'A book fell on my head. I have only my shelf to blame.',
      'Two echoes met in a valley. They agreed on everything.',
    ],
    story: [
      'A man kept a key for thirty years without knowing what it opened. When he lost it, every door in town felt locked.',
      'Once two neighbours shared one umbrella for a whole winter. In spring neither knew how to say hello without rain.',
      'A girl wrote letters to the sea. One day the tide brought one back, with the spelling corrected.',
      'A village had a clock that ran ten minutes late. Nobody fixed it: those were the ten minutes everybody was happiest.',
    ],
    question: [
      'Good question. I have no answer ready; what is yours?',
      "I don't know, and I'd rather say so than invent something. What made you ask?",
      'I would have to think about that. What do you think yourself?',
      'That one is bigger than I am. Where would you begin?',
      'Honestly? No idea. But I like that you ask.',
    ],
    smallTalk: [
      'I am listening. Go on.',
      'There is more behind that, I think.',
      'That gives me something to think about.',
      'Small things are often the ones that stay.',
      'I like how you put that.',
      'Hm. I had not looked at it that way.',
      'Some days are made of exactly such things.',
      'Say a little more, so that I can picture it.',
    ],
    followUp: [
      'What was the best minute of your day?',
      'Who would you tell this to first?',
      'What are you looking forward to?',
      'What did you eat today? It tells a lot.',
      'If tomorrow were free, what would you do with it?',
      'Is there something you have wanted to say to somebody?',
      'What song is stuck in your head?',
      'What have you changed your mind about lately?',
      'Where are you right now, if I may ask?',
      'What would make this week a good one?',
    ],
    reflect: [
      'About ${echo}: tell me more.',
      '${echo}… how long has that been on your mind?',
      'I keep thinking about ${echo}. What happens next?',
      'Let us stay a moment with ${echo}. What does it mean to you?',
    ],
    recall: [
      'Of course I remember: ${memory}, ${age}.',
      'Yes. It was ${age}: ${memory}. I have not forgotten.',
      'Yes, I remember: ${memory}.',
      'I do: ${memory}. Such things stay with me.',
    ],
    recallNothing: [
      "I can't find that in what I remember, and I won't pretend. Tell me about it?",
      'That one I do not have. When was it?',
      'No, nothing comes back to me. Help me: how did it begin?',
    ],
    knows: [
      'Here is what I know: ${memory}.',
      'What I have kept of you: ${memory}. Tell me if any of it is wrong.',
      'Let me see… ${memory}. The rest you still have to tell me.',
    ],
    knowsNothing: [
      'Very little so far. What should I know first?',
      'Nothing yet; we have only begun. Your name would be a start.',
    ],
    learnedName: [
      '${user_name}. A good name. Pleased to meet you.',
      'Nice to meet you, ${user_name}. I will remember it.',
      '${user_name}, then. What should I know about you, ${user_name}?',
    ],
    factNoted: [
      'I will remember that. What else belongs to it?',
      'Good to know; that stays with me.',
      'So that is how it is: ${echo}. How does it feel?',
      'Noted, and not on paper. Go on.',
    ],
  },
  memory: {
    other: [
      'That exactly I do not find. What I do remember is ${memory}, ${age}.',
      'Not that, I am afraid. But ${memory}, ${age}: that I have.',
    ],
    comfort: [
      'I know how much it mattered to you. How are you feeling now?',
      'It was not a small thing. How is it today?',
    ],
    ask: [
      'By the way, how is it going with ${memory}?',
      'And ${memory}? Any news?',
      'I was thinking of ${memory} the other day. How is that?',
    ],
  },
};
