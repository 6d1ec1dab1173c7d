import type { EmotionType } from '../personas/emotions.ts';

/**
 * English words that show an emotion of their writer: own list. `*` any ending, `_` the words of a phrase in a
 * row, `~` a weak sign. A word may stand under several emotions. Folded: no accents, no apostrophes.
 */
export const EMOTION_WORDS_EN: Readonly<Partial<Record<EmotionType, string>>> = {
  joy: `
    happy happi* joy* glad delight* love loved loves loving lovely lovel* beautiful* wonderful* great awesome amazing* fantastic*
    excellent* perfect perfectly brilliant* good~ nice nicely best~ better~ fun funny* hilarious* laugh* lol lmao lmfao rofl haha* hehe* enjoy*
    like~ likes~ liked~ sweet sweetest cute* adorabl* gorgeous* cool coolest yay* woohoo hooray congrat* proud pride* bless* win~
    wins~ winning won~ victor* celebrat* smile* smiling grin* cheer* cheers blissful bliss merry thrill* ecstatic* elated overjoyed
    fabulous* terrific* superb* incredibl* outstanding* impress* favorite favourite fav admire* admir* respect* kudos bravo well_done
    good_job great_job good_luck best_of_luck agree~ agreed~ absolutely~ exactly~ yes~ yep~ yeah~ right_on amen legend* hero* beast~ epic*
    clever* smart~ wise~ genius hope~ hoping~ hopeful* hopefully~ wish~ wishing~ bro~ friend~ friends~ happy_birthday glad_to
    pleasure pleas* pleased satisf* relief reliev* phew beauty wholesome heartwarming kudos lucky fortunat* gift~ praise* prais*
    xoxo hug* kiss* darling sweetheart dear~ precious* stunning* elegan* charming* handsome refreshing* cozy helpful* interesting~
    fair_enough makes_sense care~ caring take_care stay_strong you_got_this support* recommend* worth_it win_win classic~ solid~`,
  excitement: `
    excit* thrilled pumped hyped stoked cant_wait can_not_wait omg_yes lets_go lets_gooo woo woohoo yesss* hell_yeah hell_yes psyched
    fired_up so_ready super_ready looking_forward finally_here`,
  contentment: `
    content~ calm~ peaceful* relaxed relaxing serene comfy at_peace feel_good feeling_good feels_good feeling_better chill~ cozy satisfied
    all_good im_good~`,
  trust: `
    thank* thanks thx thnx ty tysm grateful* gratitude appreciat* trust* count_on rely_on believe_in faithful* loyal* safe_with honest~`,
  anticipation: `
    looking_forward cant_wait expect~ await* anticipat* soon~ someday~ would_love id_love want_to~ wanna~ hope_so plan_to~`,
  sadness: `
    sad saddest sadd* sadly unhapp* depress* miser* cry crying cried cries tear tears sob sobbing weep* wept griev* grief mourn* sorrow*
    heartbreak* heartbroke* brokenhearted broken_heart lonel* alone~ miss_you miss_him miss_her missing_you i_miss missed~ lost~ loss died
    death~ dead~ dying~ killed~ funeral passed_away rip sorry apolog* regret* remorse guilt* guilty asham* embarrass* disappoint* let_down hopeless*
    despair* hurt* pain* painful* suffer* tragic* tragedy tragedies unfortunat* pity pitiful poor~ gloom* heavy_heart devastat* dishearten*
    lonesome empty~ worthless helpless* abandon* rejected fail* failure* lose~ losing~ loser~ worse~ worst~ unlucky sick~ tired~ exhausted~
    bummer bummed bad~ too_bad rough~ sucks~ sucked~ unlov* melanchol* homesick shame cringe* forgive* forgot~ nobody_cares no_friends
    give_up gave_up suicid* awkward*~ weak~ sigh alas down~ never_mind~ it_hurts breaks_my_heart wish_i_was`,
  anger: `
    angry anger* mad furious* fury rage* raging outrage* pissed pisses piss_off hate hated hates hating hatred hateful hater* despise* loath*
    resent* annoy* irritat* infuriat* livid enrag* hostile bullshit bs shit* bullsh* fuck* fck wtf~ stfu ffs damn~ damned dammit goddamn hell~
    bitch* bastard* asshole* ass~ dick* cunt* prick twat jerk* idiot* moron* stupid* dumb* dumbass fool~ ignorant* ridiculous* absurd*
    pathetic* garbage trash* shut_up shut_the fuck_off fuck_you screw* go_away get_lost stop~ unfair* injustice* wrong~ liar* lying~ lies~
    betray* cheat* blame* insult* offens* offended rude* mean~ toxic* terribl* awful* horribl*~ worst sick_of fed_up tired_of enough_is_enough
    how_dare cant_stand disrespect* arrogan* selfish* hypocrit* corrupt* racist* sexist* nazi* bully* bullies bullied violen* kill~ punch~ fight~
    attack*~ disagree* no_way~ nonsense nope~ crap* suck sucks sucking bad~ overrated hell_no complain* whin* bitchy lazy useless* harass*
    abus* evil* threat* vile* scum* clown* delusional bother* nerve_wracking~ karen* troll* ban~ banned~ dont_care who_cares`,
  frustration: `
    frustrat* ugh* argh* annoyed annoying fed_up sick_of tired_of stuck~ doesnt_work not_working give_me_a_break come_on~ for_gods_sake
    seriously~ unbelievabl*~ waste_of wasted* wasting pointless* why_cant impossible~ overwhelm* stress* bored boring* meh`,
  fear: `
    fear* afraid scare* scared scari* scary terrif* terror* horror* horrif* fright* panic* panick* anxious* anxiety nervous* worr* dread*
    creep* creepy nightmare* phobia* danger* threat~ threaten* unsafe uneasy freak_out freaking_out freaked paranoi* alarm* shaking
    trembl* doom* petrified concern*~ insecur* haunt* spooky eek yikes~ apprehens* intimidat* risky~ horrible~ terrifying run_away`,
  disgust: `
    disgust* gross* ew eww* yuck* yucky nast* vomit* puke* puking barf* revolt* repuls* repugn* nause* sickening sick_to* filth* dirty~
    stink* stinks smelly rotten gag~ gagging cringe* vile obscene horrid hideous ugly* vulgar trash~ shitty~ weird~ awful~ terrible~ creep~
    pervert* pedo* rapist* rape* appal* abhor* shameful distast* unpleasant foul~ horrible~ hate~`,
  surprise: `
    surpris* shock* wow* whoa* woah* omg* oh_my omfg wtf astonish* astound* stunned unexpected* unbeliev* incredible~ incredibly~ holy_shit holy_cow holy_crap
    no_way really~ what_the no_idea didnt_know did_not_know never_knew mindblow* mind_blown blew_my jaw_drop* speechless* dumbfounded
    i_cant_believe cant_believe how_did suddenly~ plot_twist damn_son gosh jeez~ huh realiz*~ realis*~ just_realized turns_out
    weird~ strange~ odd~ oddly~ crazy~ insane~ curious`,
  curiosity: `
    wonder wonders wondering curious* curiosity confus* puzzl* perplex* intrigu* interested_in what_is what_are what_do what_does
    why_is why_are why_do why_does why_would how_do how_does how_is how_can who_is who_are which_one is_there are_there does_anyone anyone_know anybody_know
    dont_understand do_not_understand dont_get not_sure im_not_sure what_happened what_if how_come what_kind do_you_know is_it is_that is_this
    do_you_have have_you did_you tell_me_more explain* doubt*~ question~ unsure unclear* mystery mysterious idk dunno`,
};
